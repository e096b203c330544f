import Imaging

/// Pseudo-random bytes and hashes, repeated from `Fixtures/make_imaging_goldens.py`.
enum Noise {
  /// The high bytes of splitmix64(seed + i), i = 0..<count.
  static func bytes(seed: UInt64, count: Int) -> [UInt8] {
    var state = seed
    var bytes = [UInt8](repeating: 0, count: count)
    for i in 0..<count {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      bytes[i] = UInt8(truncatingIfNeeded: (z ^ (z >> 31)) >> 56)
    }
    return bytes
  }

  static func image(seed: Int, width: Int, height: Int) throws -> GrayImage {
    try GrayImage(
      width: width, height: height,
      pixels: bytes(seed: UInt64(seed), count: width * height))
  }
}

/// The 64-bit Fowler–Noll–Vo hash, variant 1a.
struct FNV1a {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func combine(_ bytes: [UInt8]) {
    var value = value
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    self.value = value
  }

  var hex: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  static func hex(_ bytes: [UInt8]) -> String {
    var hash = FNV1a()
    hash.combine(bytes)
    return hash.hex
  }
}
