import AnalysisResult
import FaceDetection
import FaceLandmarks
import GazeScore
import Imaging
import Media
import MediaContract
import NeuralNetwork

/// The way of one segment of a video from the faces found on: landmarks; crop → classify in batches
/// → observations.
///
/// Holds the scratch memory of the steps; one pipeline, one thread.
struct Pipeline {
  private let model: EmotionModel
  private var classifier: BatchClassifier
  /// Nil without landmark networks.
  private var tracker: FaceTracker?
  /// Nil with landmark networks, and where there is no eye cascade either.
  private let eyeSearch: EyeSearch?
  private var gaze: [FaceObservation] = []
  private var observations: [FrameObservation] = []
  private var timing = StageTiming()

  init(analyzer: Analyzer) {
    model = analyzer.model
    classifier = BatchClassifier(model: analyzer.model)
    tracker = analyzer.landmarks.landmarker.map(FaceTracker.init)
    eyeSearch = analyzer.eyes?.detector.map(EyeSearch.init)
  }

  /// Analyses the segment in which the stream searches faces.
  ///
  /// - Parameter progress: told of the video and the time of each sample that is done.
  mutating func run(
    _ stream: FindingStream, progress: (VideoInformation, Double) -> Void
  ) throws(AnalysisError) -> SegmentAnalysis {
    var information: VideoInformation?
    while true {
      switch try stream.next() {
      case .opened(let opened):
        information = opened
      case .found(let finding):
        try analyze(finding)
        if let information { progress(information, finding.sample.time) }
      case .ended(let outcome, let detection):
        try classify()
        timing.decode = outcome.decoding
        timing.detect = detection
        guard let information else { throw .internal("a video ended before it was opened") }
        return SegmentAnalysis(
          information: information, statistics: outcome.statistics, timing: timing,
          observations: observations, gaze: gaze)
      }
    }
  }

  private mutating func analyze(_ finding: FaceSearch.Finding) throws(AnalysisError) {
    let sample = finding.sample
    try follow(sample, candidates: finding.faces + finding.others)
    var face = finding.faces.largest
    var detector = FaceDetectorKind.cascade
    if face == nil, let color = sample.color {
      face = SecondSearch.confirmed(
        finding.others, size: sample.image.size, by: gaze.last?.face,
        imageSize: Size(width: color.width, height: color.height))
      detector = .network
    }
    observe(
      sample, face: face, detector: detector,
      facesSeen: finding.isCounted ? max(finding.faces.count, face == nil ? 0 : 1) : nil)
    if classifier.isFull { try classify() }
  }

  /// Landmarks of the speaker's face, or else its pupils, from which the gaze is measured.
  private mutating func follow(
    _ sample: VideoSample, candidates: [Rectangle]
  ) throws(AnalysisError) {
    let clock = ContinuousClock()
    let start = clock.now
    defer { timing.landmarks += clock.now - start }
    if let eyeSearch {
      gaze.append(eyeSearch.observe(sample.image, face: candidates.largest, at: sample.time))
      return
    }
    guard tracker != nil, let color = sample.color else { return }
    do throws(FaceLandmarkerError) {
      let seen = try tracker?.observe(
        color, at: sample.time, detectionSize: sample.image.size, candidates: { candidates })
      if let seen { gaze.append(seen) }
    } catch {
      throw .internal(error.description)
    }
  }

  private mutating func observe(
    _ sample: VideoSample, face: Rectangle?, detector: FaceDetectorKind, facesSeen: Int?
  ) {
    observations.append(
      FrameObservation(
        frame: sample.frame, time: sample.time, facesSeen: facesSeen, face: face,
        detector: detector))
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
