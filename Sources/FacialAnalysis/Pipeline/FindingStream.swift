import AnalysisResult
import Media
import MediaContract

/// Converts the frames of a stream and searches faces in them on a thread of its own, a few samples
/// ahead of the landmarks and the classification.
///
/// With the decoder's thread and the caller's it keeps three processors busy with one segment of a
/// video. A sample's faces depend on nothing but the samples, which come in their order: the result is
/// the same however fast each thread is.
final class FindingStream: Sendable {
  enum Step: Sendable {
    case opened(VideoInformation)
    case found(FaceSearch.Finding)
    /// The outcome of decoding, and the time that the search took.
    case ended(SampleStream.Outcome, detection: Duration)
  }

  private let samples: SampleStream
  private let thread: ProducerThread<Step, AnalysisError>

  /// Starts to search.
  ///
  /// - Parameter start: seconds from the start of the video to that of the segment.
  init(_ samples: SampleStream, analyzer: Analyzer, after start: Double) {
    self.samples = samples
    thread = ProducerThread(capacity: 2, threadless: .media(.outOfMemory)) {
      (put, _) throws(AnalysisError) in
      try Self.search(samples, analyzer, start, put: put)
    }
  }

  /// The next finding in presentation order, or the outcome after the last. Nothing follows an
  /// outcome or an error.
  ///
  /// - Throws: what the stream of samples and the search throw; `AnalysisError.cancelled` after
  ///   `abandon`.
  func next() throws(AnalysisError) -> Step {
    guard let step = try thread.next() else { throw .cancelled }
    return step
  }

  /// Stops both threads and waits until they have let go of the video.
  func abandon() {
    // First what the search waits for.
    samples.abandon()
    thread.abandon()
  }

  private static func search(
    _ samples: SampleStream, _ analyzer: Analyzer, _ start: Double, put: (Step) -> Void
  ) throws(AnalysisError) {
    let clock = ContinuousClock()
    var conversion = Duration.zero
    var converter: SampleConverter?
    var search = FaceSearch(analyzer: analyzer, after: start)
    while true {
      switch try media({ () throws(MediaError) in try samples.next() }) {
      case .opened(let information):
        // Here and not where frames are decoded, since decoding is what most videos wait for.
        converter = SampleConverter(
          information, carriesColor: analyzer.landmarks.landmarker != nil)
        put(.opened(information))
      case .frame(let frame):
        let start = clock.now
        let sample = try media { () throws(MediaError) in try converter?.sample(of: frame) }
        conversion += clock.now - start
        if let sample { put(.found(try search.faces(in: sample))) }
      case .ended(var outcome):
        outcome.decoding += conversion
        put(.ended(outcome, detection: search.duration))
        return
      }
    }
  }

  private static func media<Value>(
    _ body: () throws(MediaError) -> Value
  ) throws(AnalysisError) -> Value {
    do { return try body() } catch { throw AnalysisError(error) }
  }
}
