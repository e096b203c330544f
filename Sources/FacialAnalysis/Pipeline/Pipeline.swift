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
  private let model: EmotionModel
  private var classifier: BatchClassifier
  private var observations: [FrameObservation] = []
  private var timing = StageTiming()

  init(analyzer: Analyzer) {
    detector = analyzer.detector
    workspace = analyzer.detector.makeWorkspace()
    model = analyzer.model
    classifier = BatchClassifier(model: analyzer.model)
  }

  mutating func run(
    _ reader: VideoReader, progress: (Double) -> Void
  ) throws(AnalysisError) -> VideoAnalysis {
    while let sample = try nextSample(of: reader) {
      let faces = detect(in: sample.image)
      observe(sample, faces: faces)
      if classifier.isFull { try classify() }
      if let duration = reader.information.claimedDuration, duration > 0 {
        progress(min(1, sample.time / duration))
      }
    }
    try classify()
    progress(1)

    let statistics = reader.statistics
    guard observations.contains(where: { $0.face != nil }) else {
      throw .noFace(samples: observations.count, seconds: statistics.lastTime)
    }
    return VideoAnalysis(
      observations: observations, information: reader.information, statistics: statistics,
      timing: timing)
  }

  private mutating func nextSample(of reader: VideoReader) throws(AnalysisError) -> VideoSample? {
    let clock = ContinuousClock()
    let start = clock.now
    defer { timing.decode += clock.now - start }
    do { return try reader.nextSample() } catch { throw AnalysisError(error) }
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
  /// Classification of faces.
  public var infer = Duration.zero
}
