/// Time spent in the stages of a video's way.
public struct StageTiming: Sendable, Equatable, Codable {
  /// Reading, decoding and conversion to gray.
  public var decode = Duration.zero
  /// Face detection.
  public var detect = Duration.zero
  /// Landmarks and gaze.
  public var landmarks = Duration.zero
  /// Classification of faces.
  public var infer = Duration.zero

  /// No time at all.
  package init() {}

  /// Adds the time that was spent elsewhere in the same stages.
  package static func += (sum: inout StageTiming, other: StageTiming) {
    sum.decode += other.decode
    sum.detect += other.detect
    sum.landmarks += other.landmarks
    sum.infer += other.infer
  }

  /// The stages in the order of a video's way, by the names that answers and metrics use.
  package var stages: [(name: String, duration: Duration)] {
    [("decode", decode), ("detect", detect), ("landmarks", landmarks), ("infer", infer)]
  }
}
