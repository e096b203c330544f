@testable import AnalysisResult

extension FrameObservation {
  /// An observation of a face with the given probabilities, or of none.
  static func sample(
    at time: Double, _ emotions: [Emotion: Double]? = nil, faces: Int? = nil
  ) -> FrameObservation {
    guard let emotions else {
      return FrameObservation(frame: 0, time: time, facesSeen: 0, face: nil)
    }
    var values = EmotionValues()
    for (emotion, value) in emotions { values[emotion] = value }
    return FrameObservation(
      frame: 0, time: time, facesSeen: faces ?? 1,
      face: .init(x: 0, y: 0, width: 50, height: 50), emotions: values)
  }
}
