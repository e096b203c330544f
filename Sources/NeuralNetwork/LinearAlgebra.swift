import COpenBLAS

/// The library behind all matrix products, OpenBLAS, and how it is set up.
public enum LinearAlgebra {
  /// Sets OpenBLAS up, once: one thread, because parallelism comes from samples and not from inside
  /// a product; and kernels for the processor where the library, older than the processor, took
  /// those without AVX (measured: 3.4 times slower). `OPENBLAS_CORETYPE` in the environment has the
  /// last word.
  ///
  /// Every plan calls it. A program calls it earlier, before it starts threads, because choosing
  /// kernels writes an environment variable.
  public static func prepare() { _ = prepared }

  /// The core whose kernels OpenBLAS uses, for instance `SkylakeX`.
  public static var coreName: String {
    prepare()
    return currentCore
  }

  private static let prepared: Void = {
    openblas_set_num_threads(1)
    // The cores with AVX2 or AVX-512 that OpenBLAS knows.
    let vectorCores = ["Haswell", "Zen", "SkylakeX", "Cooperlake", "SapphireRapids"]
    if copenblas_has_avx2(), !vectorCores.contains(currentCore) {
      _ = copenblas_choose_core(copenblas_has_avx512() ? "SkylakeX" : "Haswell")
    }
  }()

  private static var currentCore: String {
    openblas_get_corename().map { String(cString: $0) } ?? "unknown"
  }

  /// Up to how many multiply-adds OpenBLAS computes a product without copying the matrices into an
  /// order of its own; 0 where it always copies.
  static let smallProduct: Int =
    ["SkylakeX", "Cooperlake", "SapphireRapids"].contains(coreName) ? 1_000_000 : 0

  /// c = a · b for row-major matrices, a of rows × inner and b of inner × columns; or, accumulating,
  /// c + a · b.
  static func multiply(
    rows: Int, columns: Int, inner: Int,
    a: UnsafePointer<Float>, aStride: Int,
    b: UnsafePointer<Float>, bStride: Int,
    c: UnsafeMutablePointer<Float>, cStride: Int, accumulating: Bool = false
  ) {
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(rows), blasint(columns), blasint(inner),
      1, a, blasint(aStride), b, blasint(bStride), accumulating ? 1 : 0, c, blasint(cStride))
  }

  /// c = a · b for row-major matrices, in parts.
  static func multiply(
    rows: Int, columns: Int, inner: Int, in blocks: ProductBlocks,
    a: UnsafePointer<Float>, aStride: Int,
    b: UnsafePointer<Float>, bStride: Int,
    c: UnsafeMutablePointer<Float>, cStride: Int
  ) {
    var row = 0
    while row < rows {
      let height = min(blocks.rows, rows - row)
      var first = 0
      while first < inner {
        let part = min(blocks.inner, inner - first)
        multiply(
          rows: height, columns: columns, inner: part, a: a + row * aStride + first,
          aStride: aStride, b: b + first * bStride, bStride: bStride, c: c + row * cStride,
          cStride: cStride, accumulating: first > 0)
        first += part
      }
      row += height
    }
  }

  /// y = x · matrix for a row-major matrix of rows × columns.
  static func multiply(
    x: UnsafePointer<Float>, matrix: UnsafePointer<Float>, rows: Int, columns: Int,
    y: UnsafeMutablePointer<Float>
  ) {
    cblas_sgemv(
      CblasRowMajor, CblasTrans, blasint(rows), blasint(columns), 1, matrix, blasint(columns), x,
      1, 0, y, 1)
  }
}
