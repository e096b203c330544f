import Media
import MediaContract
import Synchronization

/// Decodes a video on a thread of its own, a few sampled frames ahead of what is done with them.
///
/// The order and the content of the frames are the reader's: the result does not depend on which
/// thread is faster.
final class SampleStream: Sendable {
  /// What stands beside the frames.
  struct Outcome: Sendable {
    let statistics: DecodingStatistics
    /// Time that reading and decoding took.
    var decoding: Duration
  }

  enum Step: Sendable {
    case opened(VideoInformation)
    case frame(SampledFrame)
    case ended(Outcome)
  }

  private static let capacity = 2

  private let steps = BoundedQueue<Result<Step, MediaError>>(capacity: capacity)
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
    let started = WorkThread { [steps] in
      do throws(MediaError) {
        try Self.decode(try open { steps.isAbandoned }) { steps.put(.success($0)) }
      } catch {
        steps.put(.failure(error))
      }
    }
    if started == nil { steps.put(.failure(.outOfMemory)) }
    thread.withLock { $0 = started }
  }

  /// The next sampled frame in presentation order, or the outcome after the last. Nothing follows an
  /// outcome or an error.
  ///
  /// - Throws: what the reader throws; `MediaError.cancelled` after `abandon`.
  func next() throws(MediaError) -> Step {
    guard let step = steps.take() else { throw .cancelled }
    return try step.get()
  }

  /// Stops decoding and waits until the thread has let go of the video.
  func abandon() {
    steps.abandon()
    thread.withLock { $0 }?.join()
  }

  private static func decode(
    _ reader: VideoReader, put: (Step) -> Void
  ) throws(MediaError) {
    let clock = ContinuousClock()
    var decoding = Duration.zero
    put(.opened(reader.information))
    while true {
      let start = clock.now
      let frame = try reader.nextFrame()
      decoding += clock.now - start
      guard let frame else { break }
      put(.frame(frame))
    }
    put(.ended(Outcome(statistics: reader.statistics, decoding: decoding)))
  }
}
