import Foundation
import NeuralNetwork
import Testing

@testable import Keras

@Suite("A packed model is the model that was packed")
struct PackedModelTests {
  private func packed(_ name: String) throws -> [UInt8] {
    PackedModel.bytes(of: try KerasModel(contentsOf: Goldens.path(name)), digest: "00ff")
  }

  @Test("Every fixture survives packing bit for bit", arguments: Goldens.runnable)
  func roundTrip(name: String) throws {
    let model = try KerasModel(contentsOf: Goldens.path(name), options: Goldens.options(for: name))
    let bytes = PackedModel.bytes(of: model, digest: nil)
    let pack = try PackedModel(bytes: bytes, name: name)
    try pack.checkData()
    #expect(pack.source == model.source)
    let copy = try KerasModel(pack)
    #expect(copy.layers == model.layers)
    #expect(copy.inputs == model.inputs)
    #expect(copy.outputs == model.outputs)
    #expect(copy.weights.map(\.layer) == model.weights.map(\.layer))
    for (found, expected) in zip(copy.weights, model.weights) {
      for (found, expected) in zip(found.weights, expected.weights) {
        #expect(found.name == expected.name)
        #expect(found.tensor.dimensions == expected.tensor.dimensions)
        #expect(
          found.tensor.values.map(\.bitPattern) == expected.tensor.values.map(\.bitPattern))
      }
    }
    #expect(PackedModel.bytes(of: copy, digest: nil) == bytes)
  }

  @Test("A packed file is read from disk by mapping it")
  func mapping() throws {
    let bytes = try packed("Residual.tfkeras.h5")
    let path = NSTemporaryDirectory() + "mien-pack-\(UUID().uuidString)"
    defer { unlink(path) }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let pack = try PackedModel(contentsOf: path)
    try pack.checkData()
    #expect(pack.source.digest == "00ff")
    #expect(try KerasModel(pack).name == "residual")
  }

  @Test("Weights start at multiples of 64 bytes")
  func alignment() throws {
    let pack = try PackedModel(bytes: try packed("Residual.tfkeras.h5"), name: "packed")
    for weight in pack.layers.flatMap(\.weights) { #expect(weight.offset.isMultiple(of: 64)) }
  }

  @Test("A file that is cut off at any place is refused")
  func truncation() throws {
    let bytes = try packed("Dense.keras3.h5")
    for count in Swift.stride(from: 0, to: bytes.count, by: 37) {
      #expect(throws: PackError.self) {
        try PackedModel(bytes: Array(bytes[..<count]), name: "cut")
      }
    }
  }

  @Test("A changed byte anywhere is noticed, if only by the check of the data")
  func damage() throws {
    let bytes = try packed("Dense.keras3.h5")
    for position in bytes.indices {
      var damaged = bytes
      damaged[position] ^= 0x10
      #expect(throws: PackError.self) {
        try PackedModel(bytes: damaged, name: "damaged").checkData()
      }
    }
  }

  @Test("An index whose checksum is right but which lies is refused")
  func hostileIndex() throws {
    let bytes = try packed("Dense.keras3.h5")
    let indexSize = Int(bytes[32]) | Int(bytes[33]) << 8
    for position in 64..<64 + indexSize {
      for flip in [UInt8(0x01), 0x80, 0xFF] {
        var hostile = bytes
        hostile[position] ^= flip
        let checksum = hostile[64..<64 + indexSize].withUnsafeBytes { Checksum.of($0) }
        withUnsafeBytes(of: checksum.littleEndian) {
          hostile.replaceSubrange(40..<48, with: $0)
        }
        // Some changes are harmless, a letter in a name for instance; none may crash.
        guard let pack = try? PackedModel(bytes: hostile, name: "hostile") else { continue }
        _ = try? KerasModel(pack)
      }
    }
  }

  @Test(
    "The checksum is XXH64",
    arguments: [
      ("", UInt64(0xEF46_DB37_51D8_E999)), ("a", 0xD24E_C4F1_A98C_6E5B),
      ("as", 0x1C33_0FB2_D66B_E179), ("asd", 0x631C_37CE_72A9_7393),
      ("asdf", 0x4158_72F5_99CE_A71E),
      (
        "Call me Ishmael. Some years ago--never mind how long precisely-", 0x02A2_E854_70D6_FD96
      ),
    ])
  func checksum(text: String, expected: UInt64) {
    #expect(Array(text.utf8).withUnsafeBytes { Checksum.of($0) } == expected)
  }
}
