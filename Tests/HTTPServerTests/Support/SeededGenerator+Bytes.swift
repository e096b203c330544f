import TestSupport

extension SeededGenerator {
  /// Divides bytes into pieces of random lengths, empty ones among them.
  mutating func pieces(of bytes: [UInt8], upTo longest: Int) -> [ArraySlice<UInt8>] {
    var pieces: [ArraySlice<UInt8>] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = rest.prefix(Int.random(in: 0...longest, using: &self))
      pieces.append(piece)
      rest = rest[piece.endIndex...]
    }
    return pieces
  }

  /// Changes some bytes: replaced, removed, doubled or taken from what the grammar cares about.
  mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
    var result = bytes
    let telling = Array("\r\n :;-=\"\\\0,%'*\tA0".utf8)
    for _ in 0..<Int.random(in: 1...4, using: &self) where !result.isEmpty {
      let position = Int.random(in: result.indices, using: &self)
      switch Int.random(in: 0..<5, using: &self) {
      case 0: result[position] = UInt8.random(in: 0...255, using: &self)
      case 1: result.remove(at: position)
      case 2: result.insert(result[position], at: position)
      case 3: result[position] = telling.randomElement(using: &self) ?? 0
      default: result.removeLast(min(result.count, Int.random(in: 0...8, using: &self)))
      }
    }
    return result
  }
}

/// The two pieces of every division of `bytes` into two.
func allSplits(of bytes: [UInt8]) -> [[ArraySlice<UInt8>]] {
  (0...bytes.count).map { [bytes[..<$0], bytes[$0...]] }
}

/// The division into single bytes.
func singleBytes(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
  bytes.indices.map { bytes[$0...$0] }
}
