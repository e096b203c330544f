import Media
import MediaContract

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

  private let thread: ProducerThread<Step, MediaError>

  /// Starts to decode.
  ///
  /// - Parameter open: opens the video; called on the decoding thread, with what tells the reader
  ///   to stop.
  init(
    _ open:
      @escaping @Sendable (_ isAbandoned: @escaping @Sendable () -> Bool) throws(MediaError)
      -> VideoReader
  ) {
    thread = ProducerThread(capacity: 2, threadless: .outOfMemory) {
      (put, isAbandoned) throws(MediaError) in
      try Self.decode(try open(isAbandoned), put: put)
    }
  }

  /// The next sampled frame in presentation order, or the outcome after the last. Nothing follows an
  /// outcome or an error.
  ///
  /// - Throws: what the reader throws; `MediaError.cancelled` after `abandon`.
  func next() throws(MediaError) -> Step {
    guard let step = try thread.next() else { throw .cancelled }
    return step
  }

  /// Stops decoding and waits until the thread has let go of the video.
  func abandon() { thread.abandon() }

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
