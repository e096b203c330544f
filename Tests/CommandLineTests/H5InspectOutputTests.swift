import ArgumentParser
import Foundation
import Keras
import Testing

@testable import h5inspect

@Suite("What h5inspect prints when it is asked for more")
struct H5InspectOutputTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let residual = root.appendingPathComponent(
    "KerasTests/Fixtures/Residual.keras3.h5"
  )
  .path
  private static let other = root.appendingPathComponent("KerasTests/Fixtures/Residual.tfkeras.h5")
    .path
  private static let golden = root.appendingPathComponent(
    "CommandLineTests/Fixtures/Residual.keras3.golden.h5"
  ).path
  private static let contractFixtures = root.appendingPathComponent("FacialAnalysisTests/Fixtures")

  private func run(_ arguments: String...) throws -> Executable.Outcome {
    try Executable(name: "h5inspect").run(arguments)
  }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("A model agrees with its golden file in every layer")
  func verified() throws {
    let outcome = try run("--verify", Self.golden, Self.residual)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("agrees with Keras: every value within 1e-05"))
    let json = try object(try run("--json", "--verify", Self.golden, Self.residual).output)
    let verification = try #require(json["verification"] as? [String: Any])
    let comparisons = try #require(verification["comparisons"] as? [[String: Any]])
    #expect(comparisons.count > 15)
    for comparison in comparisons {
      #expect(comparison["agrees"] as? Bool == true)
      #expect(try #require(comparison["cosine"] as? Double) > 0.999_999)
    }
  }

  @Test("The first layer that differs is named, and the exit code is 3")
  func different() throws {
    // The same layers with other weights and names: what has the same name differs.
    let outcome = try run("--verify", Self.golden, Self.other)
    #expect(outcome.status == 3)
    #expect(outcome.output.contains("differs from Keras: "))
    #expect(outcome.output.contains("is the first, by up to "))
    #expect(outcome.output.contains("cosine"))
  }

  @Test("A file that is no golden file is told, with exit code 3")
  func noGolden() throws {
    let outcome = try run("--verify", Self.residual, Self.residual)
    #expect(outcome.status == 3)
    #expect(outcome.output.contains("golden_form"))
  }

  @Test("A packed model is the model, and the same bytes every time")
  func packed() throws {
    let path = NSTemporaryDirectory() + "mien-pack-\(UUID().uuidString)"
    defer { unlink(path) }
    #expect(try run("--summary", "--pack", path, Self.residual).status == 0)
    let first = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(try run("--summary", "--pack", path, Self.residual).status == 0)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == first)
    let pack = try PackedModel(contentsOf: path)
    try pack.checkData()
    #expect(pack.source.digest?.count == 64)
    #expect(try KerasModel(pack).weights == KerasModel(contentsOf: Self.residual).weights)
    #expect(try run("--pack", "/nowhere/x", Self.residual).status == 64)
  }

  @Test("The weights of a layer are printed in full")
  func dump() throws {
    let model = try KerasModel(contentsOf: Self.residual)
    let layer = try #require(model.weights.last)
    let text = try run("--dump", layer.layer, Self.residual).output
    #expect(text.hasPrefix("\(layer.layer) kernel ("))
    let json = try object(try run("--json", "--dump", layer.layer, Self.residual).output)
    let weights = try #require(json["weights"] as? [[String: Any]])
    let values = try #require(weights.first?["values"] as? [Double])
    #expect(values.map(Float.init) == layer.weights[0].tensor.values)
    let unknown = try run("--dump", "nothing", Self.residual)
    #expect(unknown.status == 64)
    #expect(unknown.errors.contains(layer.layer))
  }

  @Test("The plan tells steps, work and memory")
  func plan() throws {
    let text = try run("--plan", Self.residual).output
    #expect(text.contains("before the optimiser"))
    #expect(text.contains("bytes for each thread"))
    #expect(text.contains("DepthwiseConvolution2D"))
  }

  @Test("The tree shows every object with Keras' attributes")
  func tree() throws {
    let text = try run("--tree", Self.residual).output
    #expect(text.contains("model_weights  group"))
    #expect(text.contains("@layer_names = "))
    #expect(text.contains("kernel  float32 ("))
  }

  @Test("The statistics of every weight are told")
  func statistics() throws {
    let json = try object(try run("--json", Self.residual).output)
    let weights = try #require(json["weights"] as? [[String: Any]])
    let file = try KerasModel(contentsOf: Self.residual)
    #expect(weights.count == file.weights.reduce(0) { $0 + $1.weights.count })
    let tensor = file.weights[0].weights[0].tensor.values
    let first = try #require(weights.first)
    #expect((first["minimum"] as? Double).map(Float.init) == tensor.min())
    #expect((first["maximum"] as? Double).map(Float.init) == tensor.max())
    let mean = tensor.reduce(0.0) { $0 + Double($1) } / Double(tensor.count)
    #expect(abs(try #require(first["mean"] as? Double) - mean) < 1e-12)
  }

  @Test("The contract is met without a sidecar, with one, or not")
  func contract() throws {
    let met = try run(
      "--summary", "--contract", "emotion", Executable.root + "/models/emotion_detction_model.h5")
    #expect(met.status == 0)
    #expect(met.output.contains("contract emotion: met without a sidecar"))
    let folder = NSTemporaryDirectory() + "mien-contract-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let model = folder + "/model.h5"
    try FileManager.default.copyItem(
      atPath: Self.contractFixtures.appendingPathComponent("wrong_input.h5").path, toPath: model)
    let unmet = try run("--json", "--contract", "emotion", model)
    #expect(unmet.status == 3)
    let contract = try #require(try object(unmet.output)["contract"] as? [String: Any])
    #expect(contract["isMet"] as? Bool == false)
    #expect((contract["reason"] as? String)?.contains("(64, 64, 1)") == true)
    // What it suggests makes the file fit.
    let sidecar = try #require(contract["suggestedSidecar"] as? String)
    try Data(sidecar.utf8).write(to: URL(fileURLWithPath: folder + "/model.json"))
    let declared = try run("--summary", "--contract", "emotion", model)
    #expect(declared.status == 0)
    #expect(declared.output.contains("met, as \(folder)/model.json declares it"))
    try Data("{\"labels\": [\"bored\"]}".utf8).write(
      to: URL(fileURLWithPath: folder + "/model.json"))
    let wrong = try run("--summary", "--contract", "emotion", model)
    #expect(wrong.status == 3)
    #expect(wrong.output.contains("\"bored\""))
  }

  @Test("Names in a file cannot command the terminal")
  func controlCharacters() throws {
    let path = Self.root.appendingPathComponent(
      "IsolatedKerasTests/Fixtures/controlCharacters.h5"
    ).path
    let outcome = try run(path)
    #expect(outcome.status == 0)
    #expect(!outcome.output.unicodeScalars.contains("\u{1B}"))
    #expect(outcome.output.contains("\u{FFFD}[31mred"))
  }

  @Test("The stages of starting are measured")
  func time() throws {
    let outcome = try run("--time", Self.residual)
    #expect(outcome.status == 0)
    for stage in ["program running", "model read", "ready", "in a process apart"] {
      #expect(outcome.output.contains(stage))
    }
  }

  @Test("Options for one file refuse several, and wrong usage is status 64")
  func usage() throws {
    #expect(try run("--pack", "/tmp/x", Self.residual, Self.other).status == 64)
    #expect(try run().status == 64)
    #expect(try run("--json", "--tree", Self.residual).status == 64)
  }

  @Test(
    "Numbers are short and true",
    arguments: [
      (0.0, "0"), (1.0, "1.0"), (-0.12345, "-0.1235"), (123_456.0, "123500.0"),
      (1.5e-7, "1.5e-7"), (-2.5e9, "-2.5e9"), (0.001, "0.001"), (9.9996, "10.0"),
    ])
  func short(value: Double, text: String) {
    #expect(value.short == text)
  }
}
