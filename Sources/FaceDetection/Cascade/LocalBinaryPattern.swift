extension CascadeClassifier {
  /// A grid of 3×3 cells, whose eight outer sums are compared with the one in the middle.
  ///
  /// Source: Liao et al., "Learning Multi-scale Block Local Binary Patterns for Face Recognition",
  /// 2007; the specification of the cascade, section 8.
  public struct LocalBinaryPattern: Sendable, Equatable {
    /// Column and row of the first cell relative to the window, and extent of each cell.
    public let x, y, width, height: Int

    /// Column and row, in cells, of the outer cells: the first gives the code's highest bit.
    static let neighbors: [(column: Int, row: Int)] = [
      (0, 0), (1, 0), (2, 0), (2, 1), (2, 2), (1, 2), (0, 2), (0, 1),
    ]
  }

  /// Some of the 256 codes of a local binary pattern.
  public struct CodeSet: Sendable, Equatable {
    /// How many words a cascade has for it.
    static let wordCount = 8

    private let words: SIMD8<UInt32>

    /// Code `c` is in the set if bit `c & 31` of word `c >> 5` is set.
    init(words: SIMD8<UInt32>) {
      self.words = words
    }

    /// Whether a code is in the set.
    public func contains(_ code: UInt8) -> Bool {
      words[Int(code) >> 5] >> UInt32(code & 31) & 1 != 0
    }
  }
}
