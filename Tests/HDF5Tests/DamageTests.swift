import Foundation
import HDF5
import Testing

@Suite("Damaged bytes give errors or values, never a crash")
struct DamageTests {
  /// libhdf5 1.10 is known to crash on some hostile files (specs/keras-h5.md §3), so the damage is
  /// done in a child process; these seeds are sound with the strict profile.
  @Test("Flipped bytes anywhere in a small file")
  func flippedBytes() async {
    await #expect(processExitsWith: .success) {
      // A hang must end the child, not the patience of whoever waits.
      alarm(120)
      let bytes = try Fixture.bytes("forms.h5")
      for seed in UInt64(1)...400 {
        var random = SplitMix(state: seed)
        var damaged = bytes
        for _ in 0...(seed % 4) {
          // The first kilobytes hold most of the structure.
          let range = seed.isMultiple(of: 2) ? damaged.count : min(4096, damaged.count)
          damaged[Int(random.next() % UInt64(range))] ^= UInt8(1 << (random.next() % 8))
        }
        guard let root = try? File(bytes: damaged, name: "damaged").root else { continue }
        Reader.readAll(root, depth: 0)
      }
    }
  }
}

/// Reads whatever can be read.
private enum Reader {
  static func readAll(_ group: Group, depth: Int) {
    for name in ["variableUtf8", "scalarText", "long", "nullPadded", "spacePadded", "parts"] {
      _ = try? group.texts(name)
    }
    guard depth < 4, let names = try? group.memberNames() else { return }
    for name in names {
      if let dataset = try? group.dataset(name) { _ = try? dataset.floats() }
      if let inner = try? group.group(name) { readAll(inner, depth: depth + 1) }
    }
  }
}

/// A small generator with a known sequence (Steele, Lea, Flood: SplitMix64).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
