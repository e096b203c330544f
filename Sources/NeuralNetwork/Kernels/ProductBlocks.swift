/// The parts in which a matrix product is computed.
///
/// OpenBLAS has kernels for small products on processors with AVX-512 that read both matrices where
/// they lie; larger ones it copies into its own order first. Measured on such a processor, products
/// of 16 to 128 columns cut so that the small kernels take the parts reach 120 to 165 GFLOP/s, uncut
/// 60 to 125; of 4 rows and 1024 columns, 46 against 17.
struct ProductBlocks: Sendable, Equatable {
  /// Rows of a part.
  let rows: Int
  /// Inner extent of a part; the products of the parts are added up.
  let inner: Int

  /// - Parameters:
  ///   - rows: The most rows there will be.
  ///   - smallProduct: Up to how many multiply-adds OpenBLAS calls a product small; 0 for never.
  init(
    rows: Int, columns: Int, inner: Int, smallProduct: Int = LinearAlgebra.smallProduct
  ) {
    let uncut = CacheBlock.rows(ofValues: inner + columns)
    if columns <= Self.mostColumns, smallProduct > 0 {
      // Weights of a part stay in the first-level cache, and so do its rows where that leaves enough.
      let parts = (inner * columns - 1) / Self.partWeights + 1
      let part = (inner - 1) / parts + 1
      let most = min(smallProduct / (columns * part), max(Self.partValues / (columns + inner), 64))
      self.inner = part
      self.rows = min(max(most / 16 * 16, 16), max(rows, 1))
    } else if rows < Self.fewRows, rows * columns * 16 <= smallProduct {
      // The weights are read once and nothing is worth copying.
      self.inner = min(smallProduct / (rows * columns), 128, inner)
      self.rows = rows
    } else {
      self.inner = inner
      self.rows = min(uncut, max(rows, 1))
    }
  }

  private static let mostColumns = 160
  private static let partWeights = 10_000
  private static let partValues = 16_384
  private static let fewRows = 24
}
