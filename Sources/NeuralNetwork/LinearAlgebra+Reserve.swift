import COpenBLAS

extension LinearAlgebra {
  /// Makes the memory in which matrix products are computed, for so many threads at once. To be
  /// called before a process limits its address space: OpenBLAS does not come back from a product
  /// for which there is no room.
  public static func reserve(threads: Int) { copenblas_reserve(Int32(clamping: threads)) }
}
