import Dispatch
import Media
import MediaContract
import Synchronization

/// Decodes a video on a thread of its own, a few samples ahead of the analysis.
///
/// The order and the content of the samples are the reader's: the result does not depend on which
/// of the two threads is faster. At most `capacity` samples wait, so memory does not grow with the
/// length of the video.
final class SampleStream: Sendable {
  /// What stands beside the samples.
  struct Outcome: Sendable {
    let statistics: DecodingStatistics
    /// Time that reading, decoding and conversion took.
    let decoding: Duration
  }

  enum Step: Sendable {
    case opened(VideoInformation)
    case sample(VideoSample)
    case ended(Outcome)
  }

  private enum Item: Sendable {
    case step(Step)
    case failed(MediaError)
  }

  private static let capacity = 4

  private let items = Mutex<[Item]>([])
  private let filled = DispatchSemaphore(value: 0)
  private let free = DispatchSemaphore(value: 0)
  private let isAbandoned = Atomic(false)
  private let thread = Mutex<WorkThread?>(nil)

  /// Starts to decode.
  ///
  /// - Parameter open: opens the video; called on the decoding thread, with what tells the reader
  ///   to stop.
  init(
    _ open:
      @escaping @Sendable (_ isAbandoned: @escaping @Sendable () -> Bool) throws(MediaError)
      -> VideoReader
  ) {
    // Not by its initial value: a semaphore must not end below that.
    for _ in 0..<Self.capacity { free.signal() }
    let started = WorkThread {
      do throws(MediaError) {
        try self.decode(try open { self.isAbandoned.load(ordering: .relaxed) })
      } catch {
        self.put(.failed(error))
      }
    }
    if started == nil { put(.failed(.outOfMemory)) }
    thread.withLock { $0 = started }
  }

  /// The next sample in presentation order, or the outcome after the last. Nothing follows an
  /// outcome or an error.
  func next() throws(MediaError) -> Step {
    filled.wait()
    let item = items.withLock { $0.removeFirst() }
    free.signal()
    switch item {
    case .step(let step): return step
    case .failed(let error): throw error
    }
  }

  /// Stops decoding and waits until the thread has let go of the video.
  func abandon() {
    isAbandoned.store(true, ordering: .relaxed)
    free.signal()
    thread.withLock { $0 }?.join()
  }

  private func decode(_ reader: VideoReader) throws(MediaError) {
    let clock = ContinuousClock()
    var decoding = Duration.zero
    put(.step(.opened(reader.information)))
    while true {
      let start = clock.now
      let sample = try reader.nextSample()
      decoding += clock.now - start
      guard let sample else { break }
      put(.step(.sample(sample)))
    }
    let outcome = Outcome(statistics: reader.statistics, decoding: decoding)
    put(.step(.ended(outcome)))
  }

  /// Waits for room; after `abandon` nobody makes any, and the item is dropped.
  private func put(_ item: Item) {
    free.wait()
    guard !isAbandoned.load(ordering: .relaxed) else {
      free.signal()
      return
    }
    items.withLock { $0.append(item) }
    filled.signal()
  }
}
