import Foundation
import HDF5
import Testing

@testable import Keras

@Suite("Archives are read strictly")
struct ZipArchiveTests {
  private static let packed = "ArchivePacked.keras3.keras"

  private func bytes(_ name: String = packed) throws -> [UInt8] {
    try File.bytes(ofFile: Goldens.path(name), limit: 1 << 20)
  }

  private func failure(_ bytes: [UInt8], bounds: ZipArchive.Bounds = .init()) -> String? {
    do throws(ZipArchive.Failure) {
      let archive = try ZipArchive(bytes, bounds: bounds)
      for name in archive.names { _ = try archive.contents(of: name) }
      return nil
    } catch {
      return error.reason
    }
  }

  /// The first place of a signature, from the end.
  private func last(_ signature: [UInt8], in bytes: [UInt8]) throws -> Int {
    try #require(
      bytes.indices.dropLast(4).last { Array(bytes[$0..<$0 + 4]) == signature })
  }

  private static let central: [UInt8] = [0x50, 0x4B, 0x01, 0x02]
  private static let end: [UInt8] = [0x50, 0x4B, 0x05, 0x06]

  @Test("Stored and deflated members have the same contents")
  func contents() throws {
    let stored = try ZipArchive(bytes("Archive.keras3.keras"))
    let deflated = try ZipArchive(bytes())
    #expect(stored.names == ["config.json", "metadata.json", "model.weights.h5"])
    for name in stored.names {
      #expect(try stored.contents(of: name) == deflated.contents(of: name))
    }
    #expect(try stored.contents(of: "absent") == nil)
  }

  @Test("Sizes are bounded before anything is unpacked")
  func bounds() throws {
    #expect(try failure(bytes(), bounds: .init(memberCount: 2))?.contains("members") == true)
    #expect(try failure(bytes(), bounds: .init(memberSize: 4_000))?.contains("more than") == true)
    #expect(try failure(bytes(), bounds: .init(expansion: 1))?.contains("times its size") == true)
    #expect(throws: ZipArchive.Failure.self) {
      try ZipArchive(bytes()).contents(of: "config.json", limit: 10)
    }
  }

  @Test("Encryption, ZIP64, other methods and several disks are refused by name")
  func features() throws {
    let whole = try bytes()
    let entry = try last(ZipArchiveTests.central, in: whole)
    let record = try last(ZipArchiveTests.end, in: whole)
    let changes: [(Int, [UInt8], String)] = [
      (entry + 8, [1, 0], "encrypted"), (entry + 10, [12, 0], "method 12"),
      (entry + 20, [0xFF, 0xFF, 0xFF, 0xFF], "ZIP64"),
      (entry + 42, [0xFF, 0xFF, 0xFF, 0xFF], "ZIP64"), (record + 10, [9, 0], "several"),
      (record + 8, [0xFF, 0xFF], "ZIP64"), (record + 4, [1, 0], "several"),
      (record + 16, [0, 0, 0, 0], "directory"), (entry + 16, [1, 2, 3, 4], "checksum"),
      (entry + 24, [1, 0, 0, 0], "size"), (entry + 42, [0, 0, 0, 0], "header"),
    ]
    for (offset, values, words) in changes {
      var bytes = whole
      bytes.replaceSubrange(offset..<offset + values.count, with: values)
      let reason = failure(bytes)
      #expect(reason?.contains(words) == true, "\(words): \(reason ?? "none")")
    }
  }

  @Test("A member that stands twice, or over another, is refused")
  func overlaps() throws {
    let whole = try bytes("Archive.keras3.keras")
    let entry = try last(ZipArchiveTests.central, in: whole)
    let record = try last(ZipArchiveTests.end, in: whole)
    var twice = Array(whole[..<record]) + whole[entry..<record] + whole[record...]
    let moved = record + record - entry
    twice[moved + 8] += 1
    twice[moved + 10] += 1
    var size = 0
    for index in (0..<4).reversed() { size = size << 8 | Int(whole[record + 12 + index]) }
    size += record - entry
    for index in 0..<4 { twice[moved + 12 + index] = UInt8(size >> (8 * index) & 0xFF) }
    #expect(failure(twice)?.contains("twice") == true)
  }

  @Test("Whatever byte is wrong or missing, there is an error or the same contents")
  func damage() throws {
    let whole = try bytes()
    for count in stride(from: 0, to: whole.count, by: 61) {
      #expect(failure(Array(whole[..<count])) != nil)
    }
    var generator = SystemRandomNumberGenerator.seeded(7)
    for _ in 0..<4_000 {
      var bytes = whole
      let index = Int.random(in: bytes.indices, using: &generator)
      bytes[index] ^= UInt8.random(in: 1...255, using: &generator)
      _ = failure(bytes)
    }
  }

  @Test("An archive that is none of Keras' is an error that says so")
  func notKeras() throws {
    let empty = try TemporaryFile(
      [0x50, 0x4B, 0x03, 0x04] + [UInt8](repeating: 0, count: 100), ending: "keras")
    let error = #expect(throws: KerasError.self) { try KerasModel(contentsOf: empty.path) }
    guard case .archive = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.description.contains("save") == true)
    #expect(inspect(empty.path).verdict == .invalid)
  }
}

/// The same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}

extension SystemRandomNumberGenerator {
  static func seeded(_ seed: UInt64) -> SeededGenerator { SeededGenerator(seed) }
}
