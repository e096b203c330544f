/// Takes pieces off an input, of lengths that the first byte of the input decides: the same input
/// is always divided in the same way.
struct Divisions {
  private var state: UInt64
  private var rest: ArraySlice<UInt8>

  private static let longestPiece: UInt64 = 24

  init(_ bytes: ArraySlice<UInt8>, seed: UInt8) {
    rest = bytes
    state = UInt64(seed) &+ 1
  }

  mutating func next() -> ArraySlice<UInt8>? {
    if rest.isEmpty { return nil }
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let piece = rest.prefix(Int(1 + (state >> 33) % Self.longestPiece))
    rest = rest[piece.endIndex...]
    return piece
  }
}

/// The input of one run, as libFuzzer hands it over: a byte that decides on the divisions, and the
/// rest.
func fuzzInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> (seed: UInt8, ArraySlice<UInt8>)? {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  guard let seed = bytes.first else { return nil }
  return (seed, bytes.dropFirst())
}
