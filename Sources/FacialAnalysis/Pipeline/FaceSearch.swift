import AnalysisResult
import FaceDetection
import Imaging
import Media

/// The faces in one sample after the other, as the cascade finds them and, where it finds none, the
/// network. Holds scratch memory; one search, one thread.
struct FaceSearch {
  /// A sample and the faces in it.
  struct Finding: Sendable {
    let sample: VideoSample
    /// What the cascade found.
    let faces: [Rectangle]
    /// What the network found where the cascade found none; unconfirmed.
    let others: [Rectangle]
    /// Whether all faces were searched, and not the largest alone.
    let isCounted: Bool
  }

  private let detector: CascadeDetector
  private let workspace: CascadeDetector.Workspace
  /// Nil where no second opinion is asked for.
  private let secondSearch: SecondSearch?
  private let countsFaces: Bool
  private var lastCountedSecond = -1
  /// Time spent.
  private(set) var duration = Duration.zero

  /// - Parameter start: seconds from the start of the video; those before it, and the one that it
  ///   lies in, others look after.
  init(analyzer: Analyzer, after start: Double) {
    if start > 0 { lastCountedSecond = Int(min(start, 1e9)) }
    detector = analyzer.detector
    workspace = analyzer.detector.makeWorkspace()
    countsFaces = analyzer.scope == .full
    // What it finds counts only if the landmark networks see it too.
    secondSearch =
      analyzer.landmarks.landmarker == nil
      ? nil : analyzer.secondOpinion.detector.map(SecondSearch.init)
  }

  /// - Throws: `AnalysisError.internal`.
  mutating func faces(in sample: VideoSample) throws(AnalysisError) -> Finding {
    let clock = ContinuousClock()
    let start = clock.now
    defer { duration += clock.now - start }
    let (faces, isCounted) = detect(in: sample)
    var others: [Rectangle] = []
    if faces.isEmpty, let secondSearch, let color = sample.color {
      others = try secondSearch.faces(in: color, size: sample.image.size)
    }
    return Finding(sample: sample, faces: faces, others: others, isCounted: isCounted)
  }

  /// All faces once in each second of the video, where they are counted, else the largest alone: to
  /// find that is several times cheaper, and it is the same one.
  private mutating func detect(in sample: VideoSample) -> (faces: [Rectangle], isCounted: Bool) {
    let second = Int(min(sample.time, 1e9))
    guard countsFaces, second > lastCountedSecond else {
      let face = detector.detectLargest(in: sample.image, using: workspace)
      return (face.map { [$0] } ?? [], false)
    }
    lastCountedSecond = second
    return (detector.detect(in: sample.image, using: workspace), true)
  }
}

@available(*, unavailable)
extension FaceSearch: Sendable {}

extension GrayImage {
  var size: Size { Size(width: width, height: height) }
}
