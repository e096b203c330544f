import HDF5
import Testing

@testable import Keras

/// The golden files are what `Tools/golden.py Fixtures/NAME.h5` writes.
@Suite("What is compared with Keras, call by call")
struct VerificationTests {
  static let models = [
    "Nested.keras3", "Nested.tfkeras", "SharedLayers.keras3", "SharedLayers.tfkeras",
  ]

  private func golden(_ name: String) throws -> [UInt8] {
    try File.bytes(ofFile: Goldens.path("\(name).golden.h5"), limit: 1 << 20)
  }

  private func verification(_ name: String, golden: [UInt8]) throws -> Verification {
    let model = try KerasModel(contentsOf: Goldens.path("\(name).h5"))
    return Verification(of: model, golden: golden, name: "golden")
  }

  @Test("Every call of every layer agrees, those within inner models included", arguments: models)
  func agrees(name: String) throws {
    let golden = try golden(name)
    let result = try verification(name, golden: golden)
    #expect(result.error == nil)
    #expect(result.agrees)
    #expect(result.passedOver.isEmpty)
    let calls = try #require(try File(bytes: golden, name: "golden").root.texts("golden_layers"))
    #expect(Array(result.comparisons.map(\.name).prefix(calls.count)) == calls)
    #expect(result.comparisons.count == calls.count + 2)
  }

  @Test("The golden files have later calls of shared layers and of inner models")
  func laterCalls() throws {
    for generation in ["keras3", "tfkeras"] {
      let shared = try verification(
        "SharedLayers.\(generation)", golden: try golden("SharedLayers.\(generation)"))
      #expect(shared.comparisons.map(\.name).contains("shared@2"))
      let nested = try verification(
        "Nested.\(generation)", golden: try golden("Nested.\(generation)"))
      for name in ["func/fd", "func@1/fd", "func@2/fd", "func@2", "lazy@1/ld"] {
        #expect(nested.comparisons.map(\.name).contains(name), "\(name)")
      }
    }
  }

  @Test("A difference in a later call, and nowhere else, is named", arguments: models)
  func difference(name: String) throws {
    let golden = try golden(name)
    let root = try File(bytes: golden, name: "golden").root
    let calls = try #require(try root.texts("golden_layers"))
    for (index, call) in calls.enumerated() where call.contains("@") {
      let place = try #require(try root.dataset("layers/\(index)").offset)
      var changed = golden
      // The exponent of the first value.
      changed[place + 3] ^= 0x08
      let result = try verification(name, golden: changed)
      #expect(result.comparisons.filter { !$0.agrees }.map(\.name) == [call])
    }
  }
}
