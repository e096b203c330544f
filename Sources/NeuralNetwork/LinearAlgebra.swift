import COpenBLAS

/// The library behind products of matrices whose layers have no kernel of their own, OpenBLAS, and how
/// it is set up.
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

  /// c = a · b for row-major matrices, a of rows × inner and b of inner × columns.
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
}
