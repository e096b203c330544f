import FaceDetection
import Imaging
import Media
import NeuralNetwork

/// The way of one video: sample → detect → crop → classify in batches → observations.
///
/// Holds the scratch memory of the steps; one pipeline, one thread.
struct Pipeline {
  private let detector: CascadeDetector
  private let workspace: CascadeDetector.Workspace
  private var classifier: BatchClassifier
  private var observations: [FrameObservation] = []
  private var timing = StageTiming()

  init(analyzer: Analyzer) {
    detector = analyzer.detector
    workspace = analyzer.detector.makeWorkspace()
    classifier = BatchClassifier(model: analyzer.model)
  }

  /// Analyses the video that the stream decodes.
  ///
  /// - Parameters:
  ///   - speech: measures the sound at the same time.
  ///   - progress: told the share of the video that is done, 0…1.
  mutating func run(
    _ stream: SampleStream, speech: SpeechTask, progress: (Double) -> Void
  ) throws(AnalysisError) -> VideoAnalysis {
    var information: VideoInformation?
    while true {
      switch try Self.next(of: stream) {
      case .opened(let opened):
        information = opened
      case .sample(let sample):
        try analyze(sample)
        if let duration = information?.claimedDuration, duration > 0 {
          progress(min(1, sample.time / duration))
        }
      case .ended(let outcome):
        try classify()
        progress(1)
        timing.decode = outcome.decoding
        guard let information else { throw .internal("a video ended before it was opened") }
        return try conclude(information, outcome.statistics, speech)
      }
    }
  }

  private static func next(of stream: SampleStream) throws(AnalysisError) -> SampleStream.Step {
    do { return try stream.next() } catch { throw AnalysisError(error) }
  }

  private mutating func analyze(_ sample: VideoSample) throws(AnalysisError) {
    let faces = detect(in: sample.image)
    observe(sample, faces: faces)
    if classifier.isFull { try classify() }
  }

  private func conclude(
    _ information: VideoInformation, _ statistics: DecodingStatistics, _ speech: SpeechTask
  ) throws(AnalysisError) -> VideoAnalysis {
    guard observations.contains(where: { $0.face != nil }) else {
      throw .noFace(samples: observations.count, seconds: statistics.lastTime)
    }
    return VideoAnalysis(
      observations: observations, information: information, statistics: statistics,
      timing: timing, speech: try speech.result())
  }

  private mutating func detect(in image: GrayImage) -> [Rectangle] {
    let clock = ContinuousClock()
    let start = clock.now
    defer { timing.detect += clock.now - start }
    return detector.detect(in: image, using: workspace)
  }

  private mutating func observe(_ sample: VideoSample, faces: [Rectangle]) {
    let face = faces.largest
    observations.append(
      FrameObservation(
        frame: sample.frame, time: sample.time, facesSeen: faces.count, face: face))
    guard let face else { return }
    let input = EmotionModel.input(of: face, in: sample.image)
    classifier.add(input, observation: observations.count - 1)
  }

  private mutating func classify() throws(AnalysisError) {
    let clock = ContinuousClock()
    let start = clock.now
    defer { timing.infer += clock.now - start }
    for (observation, emotions) in try classifier.flush() {
      observations[observation].emotions = emotions
    }
  }
}

/// Time spent in the stages of a video's way.
public struct StageTiming: Sendable, Equatable {
  /// Reading, decoding and conversion to gray.
  public var decode = Duration.zero
  /// Face detection.
  public var detect = Duration.zero
  /// Classification of faces.
  public var infer = Duration.zero
}
