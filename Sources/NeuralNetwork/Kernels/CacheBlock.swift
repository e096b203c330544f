/// How much is computed at a time so that it is still in the second-level cache when it is read
/// again.
enum CacheBlock {
  /// Values of a block: 512 KiB, a quarter of the cache of the processors measured.
  static let values = 128 * 1024

  /// Rows of a block when each row has this many values; a multiple of 16 where there is room,
  /// which is what the matrix product computes at a time.
  static func rows(ofValues count: Int) -> Int {
    let rows = values / max(count, 1)
    return rows >= 32 ? rows / 16 * 16 : max(rows, 16)
  }
}
