/// How much of a layer is computed at a time.
enum CacheBlock {
  /// Values of a block: 256 KiB, an eighth of the second-level cache of the processors measured, which
  /// weights, results and the next block share.
  static let values = 64 * 1024

  /// Rows for which weights are worth reading: four tiles of a product.
  static let fewestRows = 56

  /// Rows of a block when each row has this many values.
  static func rows(ofValues count: Int) -> Int { max(values / max(count, 1), fewestRows) }
}
