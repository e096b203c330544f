import FaceDetection
import FaceLandmarks
import Imaging
import Media
import NeuralNetwork

/// The way of one video: sample → detect → landmarks; crop → classify in batches → observations.
///
/// Holds the scratch memory of the steps; one pipeline, one thread.
struct Pipeline {
  private let detector: CascadeDetector
  private let workspace: CascadeDetector.Workspace
  private let model: EmotionModel
  private var classifier: BatchClassifier
  /// Nil without landmark networks.
  private var tracker: FaceTracker?
  private let landmarkProblem: String?
  private var gaze: [FaceObservation] = []
  private var observations: [FrameObservation] = []
  private var timing = StageTiming()
  private var lastCountedSecond = -1

  init(analyzer: Analyzer) {
    detector = analyzer.detector
    workspace = analyzer.detector.makeWorkspace()
    model = analyzer.model
    classifier = BatchClassifier(model: analyzer.model)
    tracker = analyzer.landmarks.landmarker.map(FaceTracker.init)
    landmarkProblem = analyzer.landmarks.problem
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
    let (faces, isCounted) = detect(in: sample)
    try follow(sample, candidates: faces)
    observe(sample, face: faces.largest, facesSeen: isCounted ? faces.count : nil)
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
      timing: timing, gaze: GazeAnalysis(gaze, problem: landmarkProblem),
      speech: try speech.result())
  }

  /// All faces once in each second of the video, else the largest alone: to find that is several
  /// times cheaper, and it is the same one.
  private mutating func detect(in sample: VideoSample) -> (faces: [Rectangle], isCounted: Bool) {
    let clock = ContinuousClock()
    let start = clock.now
    defer { timing.detect += clock.now - start }
    let second = Int(min(sample.time, 1e9))
    guard second > lastCountedSecond else {
      let face = detector.detectLargest(in: sample.image, using: workspace)
      return (face.map { [$0] } ?? [], false)
    }
    lastCountedSecond = second
    return (detector.detect(in: sample.image, using: workspace), true)
  }

  /// Landmarks of the speaker's face, from which the gaze is measured.
  private mutating func follow(
    _ sample: VideoSample, candidates: [Rectangle]
  ) throws(AnalysisError) {
    guard tracker != nil, let color = sample.color else { return }
    let clock = ContinuousClock()
    let start = clock.now
    defer { timing.landmarks += clock.now - start }
    let size = Size(width: sample.image.width, height: sample.image.height)
    do throws(FaceLandmarkerError) {
      let seen = try tracker?.observe(
        color, at: sample.time, detectionSize: size, candidates: { candidates })
      if let seen { gaze.append(seen) }
    } catch {
      throw .internal(error.description)
    }
  }

  private mutating func observe(_ sample: VideoSample, face: Rectangle?, facesSeen: Int?) {
    observations.append(
      FrameObservation(
        frame: sample.frame, time: sample.time, facesSeen: facesSeen, face: face))
    guard let face else { return }
    let input = model.input(of: face, in: sample.image)
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
  /// Landmarks and gaze.
  public var landmarks = Duration.zero
  /// Classification of faces.
  public var infer = Duration.zero
}
