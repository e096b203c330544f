/// How much of a matrix product is gathered and computed at a time.
enum CacheBlock {
  /// Values of a block: 1 MiB, half of the second-level cache of the processors measured. Smaller
  /// blocks repeat the packing of the weights more often than the cache saves.
  static let values = 256 * 1024

  /// Beyond this many rows the packing of the weights costs nothing worth saving, and results that
  /// are nearer are cheaper to read again.
  static let maximumRows = 1024

  /// Rows of a block when each row has this many values; a multiple of 16 where there is room,
  /// which is what the matrix product computes at a time.
  static func rows(ofValues count: Int) -> Int {
    let rows = min(values / max(count, 1), maximumRows)
    return rows >= 32 ? rows / 16 * 16 : max(rows, 16)
  }
}
