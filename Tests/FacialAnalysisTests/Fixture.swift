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
}
