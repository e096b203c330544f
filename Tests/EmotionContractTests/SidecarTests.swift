import Testing

@testable import EmotionContract

@Suite("A sidecar declares what a model file does not tell")
struct SidecarTests {
  private func declaration(_ json: String) throws -> ModelDeclaration? {
    try Sidecar.declaration(in: Array(json.utf8), file: "model.json")
  }

  private func message(_ json: String) -> String {
    do throws(SidecarError) {
      _ = try Sidecar.declaration(in: Array(json.utf8), file: "model.json")
      return ""
    } catch {
      return error.description
    }
  }

  @Test("It lies beside the model, with another ending")
  func path() {
    #expect(Sidecar.path(beside: "a/b.c/model.h5") == "a/b.c/model.json")
    #expect(Sidecar.path(beside: "model.v2.hdf5") == "model.v2.json")
    #expect(Sidecar.path(beside: "a.b/model") == "a.b/model.json")
    #expect(Sidecar.path(beside: "dir/.hidden") == "dir/.hidden.json")
  }

  @Test("All that it may say is read")
  func everything() throws {
    let found = try #require(
      try declaration(
        """
        {"labels": ["Anger", "disgust", "scared", "HAPPY", "neutral", "sadness", "surprised"],
         "inputRange": "-1...1", "inputSize": [64, 56], "channels": 3,
         "mirrored": true}
        """))
    let contract = ModelContract.standard.declared(found)
    #expect(contract.labels == ModelContract.alphabeticalLabels)
    #expect(contract.inputRange == .minusOneToOne)
    #expect((contract.height, contract.width, contract.channels) == (64, 56, 3))
    #expect(contract.averagesMirrored)
  }

  @Test("What it does not say stays as it was")
  func partial() throws {
    let found = try #require(try declaration("{\"inputRange\": \"0...255\"}"))
    var expected = ModelContract.standard
    expected.inputRange = .bytes
    #expect(ModelContract.standard.declared(found) == expected)
    #expect(try declaration("{}") == ModelDeclaration())
  }

  @Test("Standardised input has a mean and a deviation, or three")
  func standardized() throws {
    let one = try declaration("{\"inputRange\": {\"mean\": 127.5, \"standardDeviation\": 64}}")
    #expect(one?.inputRange == .standardized(mean: [127.5], deviation: [64]))
    let three = try declaration(
      "{\"inputRange\": {\"mean\": [1, 2, 3], \"standardDeviation\": [4, 5, 6.5]}}")
    #expect(three?.inputRange == .standardized(mean: [1, 2, 3], deviation: [4, 5, 6.5]))
    #expect(try declaration("{\"inputRange\": \"per-image\"}")?.inputRange == .standardizedPerImage)
  }

  @Test(
    "The architecture of a Keras model is no sidecar",
    arguments: [
      "{\"class_name\": \"Sequential\", \"config\": []}",
      "{\"class_name\": \"Functional\", \"config\": {\"layers\": []}, \"keras_version\": \"2.1\"}",
      "{\"config\": {\"name\": \"model\"}}",
    ])
  func architecture(json: String) throws {
    #expect(try declaration(json) == nil)
  }

  @Test(
    "What is wrong is named with what was expected",
    arguments: [
      ("[1, 2]", "object"), ("{", "object"), ("{\"labels\": 3}", "list"),
      ("{\"labels\": [\"angry\", \"contempt\"]}", "\"contempt\""),
      ("{\"labels\": [\"angry\", \"anger\"]}", "twice"), ("{\"labels\": []}", "0 of them"),
      ("{\"label\": [\"angry\"]}", "label: found an unknown key"),
      ("{\"inputRange\": \"0..1\"}", "\"0..1\""), ("{\"inputRange\": [0, 1]}", "mean"),
      ("{\"inputRange\": {\"mean\": 1, \"standardDeviation\": 0}}", "positive"),
      ("{\"inputRange\": {\"mean\": [1, 2], \"standardDeviation\": [1, 1]}}", "three"),
      ("{\"inputSize\": [48]}", "rows and columns"), ("{\"inputSize\": [48, 4]}", "48×4"),
      ("{\"inputSize\": [48.5, 48]}", "rows and columns"), ("{\"channels\": 2}", "1 (gray)"),
      ("{\"channels\": \"one\"}", "1 or 3"), ("{\"mirrored\": 1}", "true or false"),
    ])
  func errors(json: String, expected: String) {
    let text = message(json)
    #expect(text.hasPrefix("model.json: "))
    #expect(text.contains(expected), "\(text)")
    #expect(text.contains("expected"))
  }

  @Test(
    "What it prints is read as the same contract",
    arguments: [
      ModelContract.standard,
      ModelContract(
        labels: ModelContract.alphabeticalLabels, inputRange: .standardizedPerImage, height: 64,
        width: 72, channels: 3),
      ModelContract(
        labels: [.happy, .sad],
        inputRange: .standardized(mean: [1.5, 2, 3], deviation: [4, 5, 6]),
        height: 100, width: 8, channels: 3),
      ModelContract(
        labels: Emotion.allCases, inputRange: .standardized(mean: [129], deviation: [65.25]),
        height: 48, width: 48, channels: 1, averagesMirrored: true),
    ])
  func roundTrip(contract: ModelContract) throws {
    let found = try #require(try declaration(Sidecar.text(for: contract)))
    #expect(ModelContract.standard.declared(found) == contract)
  }
}
