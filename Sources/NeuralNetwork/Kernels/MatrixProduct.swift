import COpenBLAS

/// OpenBLAS, one thread: parallelism comes from samples, not from inside a product.
enum BLAS {
  /// Set once, when it is first touched.
  static let singleThreaded: Void = openblas_set_num_threads(1)

  /// c = a · b for row-major matrices: a of rows × inner, b of inner × columns.
  static func multiply(
    rows: Int, columns: Int, inner: Int,
    a: UnsafePointer<Float>, aStride: Int,
    b: UnsafePointer<Float>, bStride: Int,
    c: UnsafeMutablePointer<Float>, cStride: Int
  ) {
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(rows), blasint(columns), blasint(inner),
      1, a, blasint(aStride), b, blasint(bStride), 0, c, blasint(cStride))
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
