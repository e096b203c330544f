/// Where the elements of an integral image lie in memory.
///
/// Windows that are neighbours in a search must be neighbours in memory, so that vectors of them are
/// loaded at once. If the step is 2, each row therefore holds its even columns first, then its odd
/// ones. All levels of an image share the pitch, and with it the offsets of features.
struct ScanLayout: Sendable, Equatable {
  /// The number of windows that kernels handle at once; reading may go this far beyond a row.
  static let lanes = 8
  /// The widest image whose offsets, in the tallest window, fit 32 bits.
  static let largestWidth = 1 << 22

  /// The distance between the beginnings of two rows.
  let pitch: Int
  /// The distance between a column and the next one if the step is 2 and the first is even.
  let half: Int

  /// Makes a layout for images up to a width.
  init(width: Int) {
    var half = ((width + 2) / 2 + Self.lanes + 7) & ~7
    // Rows at distances of a power of two would share few sets of the cache.
    if (half * 2).isMultiple(of: 256) { half += 8 }
    self.half = half
    self.pitch = 2 * half
  }

  /// The number of elements of an integral image of so many rows of pixels.
  func count(height: Int) -> Int { (height + 1) * pitch + Self.lanes }

  /// Where a point lies relative to the window's origin, whose column is a multiple of the step.
  func offset(x: Int, y: Int, step: Int) -> Int {
    y * pitch + (step == 2 ? (x & 1) * half + (x >> 1) : x)
  }
}
