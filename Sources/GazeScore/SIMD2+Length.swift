extension SIMD2<Double> {
  /// The Euclidean length.
  package var length: Double { (x * x + y * y).squareRoot() }
}
