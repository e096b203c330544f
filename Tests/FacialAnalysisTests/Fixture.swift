import Foundation

@testable import FacialAnalysis

/// Files that the tests read.
enum Fixture {
  /// The root of the checkout.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  static let model = root + "/models/emotion_detction_model.h5"
  static let cascade = root + "/models/haarcascade_frontalface_default.xml"
  static let sampleVideo = root + "/Tools/sample/eileen-collins.mp4"

  static func path(_ name: String) -> String {
    Bundle.module.bundlePath + "/Fixtures/" + name
  }

  static func analyzer() throws -> Analyzer {
    try Analyzer(modelPath: model, cascadePath: cascade)
  }

  /// An observation of a face with the given probabilities, or of none.
  static func observation(
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
