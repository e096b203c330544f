/// The largest or the mean value of each window of a sequence (Keras `MaxPooling1D`,
/// `AveragePooling1D`; specs/keras-h5.md §8.4).
public struct Pooling1D: SequenceLayer {
  let planar: Pooling2D

  public var operation: String {
    planar.kind == .maximum ? "MaxPooling1D" : "AveragePooling1D"
  }

  init(planar: Pooling2D) {
    self.planar = planar
  }

  /// - Throws: `NeuralNetworkError.parameter` when the window extent or the stride is less than one.
  public init(
    kind: PoolingKind, poolSize: Int, stride: Int, padding: Padding
  ) throws(NeuralNetworkError) {
    planar = try Self.planar(of: kind == .maximum ? "MaxPooling1D" : "AveragePooling1D") {
      () throws(NeuralNetworkError) in
      try Pooling2D(
        kind: kind, poolSize: Size2D(height: 1, width: poolSize),
        strides: Size2D(height: 1, width: stride), padding: padding)
    }
  }
}
