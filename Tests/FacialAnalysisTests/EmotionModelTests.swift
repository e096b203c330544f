import EmotionContract
import Foundation
import Imaging
import Testing

@testable import AnalysisResult
@testable import FacialAnalysis

@Suite("Models that break the contract are refused with what was found")
struct EmotionModelTests {
  private func message(_ path: String) -> String {
    do throws(EmotionModelError) {
      _ = try EmotionModel(contentsOf: path)
      return ""
    } catch {
      return error.description
    }
  }

  @Test(
    "Another input or output is named beside the expected one",
    arguments: [
      ("wrong_input.h5", "(64, 64, 1)", "(48, 48, 1)"),
      ("wrong_channels.h5", "(48, 48, 3)", "(48, 48, 1)"),
      ("wrong_output.h5", "(3)", "(7)"),
    ])
  func wrongShape(name: String, found: String, expected: String) {
    let text = message(Fixture.path(name))
    #expect(text.contains("found") && text.contains(found))
    #expect(text.contains("expected") && text.contains(expected))
  }

  @Test("A file that is missing or no model is refused by name")
  func unreadable() {
    #expect(message("/nowhere/model.h5").contains("/nowhere/model.h5"))
    #expect(message(Fixture.cascade).contains("haarcascade_frontalface_default.xml"))
  }

  @Test(
    "The committed models keep the contract",
    arguments: ["emotion_detction_model.h5", "emotion_tiny.h5", "emotion_votes.h5"])
  func committed(name: String) {
    #expect(message(Fixture.root + "/models/" + name).isEmpty)
  }

  /// A copy of a fixture in a folder of its own, with a sidecar.
  private func withCopy(
    of name: String, sidecar: String, _ body: (String) throws -> Void
  ) throws {
    let folder = NSTemporaryDirectory() + "mien-sidecar-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.copyItem(atPath: Fixture.path(name), toPath: folder + "/model.h5")
    try Data(sidecar.utf8).write(to: URL(fileURLWithPath: folder + "/model.json"))
    try body(folder + "/model.h5")
  }

  @Test("A sidecar brings a model of another size, range and order to the seven classes")
  func sidecar() throws {
    let sidecar = """
      {"labels": ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"],
       "inputRange": "-1...1", "inputSize": [64, 64]}
      """
    try withCopy(of: "wrong_input.h5", sidecar: sidecar) { path in
      let model = try EmotionModel(contentsOf: path)
      #expect(model.contract.labels == ModelContract.alphabeticalLabels)
      #expect(model.digest.count == 64)
      let input = model.input(
        of: .init(x: 0, y: 0, width: 20, height: 20),
        in: try GrayImage(width: 20, height: 20, pixels: [UInt8](repeating: 255, count: 400)))
      #expect(input == [Float](repeating: 1, count: 64 * 64))

      // The same output in the standard order has its last three classes elsewhere.
      var other = ModelDeclaration()
      other.labels = Emotion.allCases
      let standard = try EmotionModel(contentsOf: path, declaration: other)
      let emotions = try [model, standard].map { model in
        var classifier = BatchClassifier(model: model)
        classifier.add(input, observation: 0)
        return try classifier.flush()[0].emotions
      }
      #expect(emotions[0].values[..<4] == emotions[1].values[..<4])
      #expect(emotions[0][.neutral] == emotions[1][.sad])
      #expect(emotions[0][.sad] == emotions[1][.surprise])
      #expect(emotions[0][.surprise] == emotions[1][.neutral])
    }
  }

  @Test("A mirrored model takes the mean of each face and its mirror image, in every batch")
  func mirrored() throws {
    let path = Fixture.root + "/models/emotion_tiny.h5"
    var declaration = ModelDeclaration()
    declaration.averagesMirrored = true
    var plain = FaceClassifier(model: try EmotionModel(contentsOf: path))
    var mirrored = FaceClassifier(
      model: try EmotionModel(contentsOf: path, declaration: declaration))
    // More than one batch, with pictures that are resized.
    let pictures = (0..<40).map { face in
      (0..<30 * 50).map { UInt8(truncatingIfNeeded: $0 * $0 / (face + 2)) }
    }
    let faces = try pictures.map { try GrayImage(width: 50, height: 30, pixels: $0) }
    let images = try pictures.map { pixels in
      let rows = stride(from: 0, to: pixels.count, by: 50).map { pixels[$0..<$0 + 50] }
      return try GrayImage(width: 50, height: 30, pixels: rows.flatMap { $0.reversed() })
    }
    let found = try mirrored.probabilities(of: faces)
    let (own, other) = try (plain.probabilities(of: faces), plain.probabilities(of: images))
    #expect(found.count == 40)
    for (index, emotions) in found.enumerated() {
      for label in Emotion.allCases {
        let mean = (own[index][label] + other[index][label]) / 2
        #expect(abs(emotions[label] - mean) < 1e-4, "face \(index), \(label)")
      }
    }
    #expect(zip(found, own).contains { abs($0[.angry] - $1[.angry]) > 1e-4 })
  }

  @Test("A model of three channels is given the gray values three times")
  func threeChannels() throws {
    let sidecar =
      "{\"channels\": 3, \"inputRange\": {\"mean\": [0, 51, 0], \"standardDeviation\": [1, 2, 255]}}"
    try withCopy(of: "wrong_channels.h5", sidecar: sidecar) { path in
      let model = try EmotionModel(contentsOf: path)
      let input = model.input(
        of: .init(x: 0, y: 0, width: 9, height: 9),
        in: try GrayImage(width: 9, height: 9, pixels: [UInt8](repeating: 51, count: 81)))
      #expect(input.count == 48 * 48 * 3)
      #expect(Array(input.prefix(6)) == [51, 0, 0.2, 51, 0, 0.2])
    }
  }

  @Test("Fewer classes than seven are classified when their labels say which")
  func fewerClasses() throws {
    let sidecar = "{\"labels\": [\"sad\", \"neutral\", \"happy\"]}"
    try withCopy(of: "wrong_output.h5", sidecar: sidecar) { path in
      let model = try EmotionModel(contentsOf: path)
      var classifier = BatchClassifier(model: model)
      classifier.add([Float](repeating: 0.5, count: 48 * 48), observation: 0)
      let emotions = try classifier.flush()[0].emotions
      #expect(abs(emotions[.sad] + emotions[.neutral] + emotions[.happy] - 1) < 1e-5)
      #expect(emotions[.angry] == 0)
    }
  }

  @Test(
    "A wrong sidecar is an error, and an architecture of the same name is none",
    arguments: [
      ("{\"labels\": [\"bored\"]}", "bored"), ("{\"size\": 3}", "an unknown key"),
      ("{\"inputSize\": [32, 32]}", "(32, 32, 1)"),
      ("{\"class_name\": \"Sequential\", \"config\": []}", "(64, 64, 1)"),
    ])
  func wrongSidecar(sidecar: String, word: String) throws {
    try withCopy(of: "wrong_input.h5", sidecar: sidecar) { path in
      #expect(message(path).contains(word))
    }
  }
}
