/// Cross-correlation along a sequence with bias and activation (Keras `Conv1D`;
/// specs/keras-h5.md §8.2). With causal padding an output sees nothing later than itself.
public struct Convolution1D: SequenceLayer {
  let planar: Convolution2D

  public var operation: String { "Convolution1D" }

  init(planar: Convolution2D) {
    self.planar = planar
  }

  /// - Parameters:
  ///   - kernel: (length, input channels per group, filters)
  ///   - bias: One value per filter.
  /// - Throws: `NeuralNetworkError.parameter` when the kernel is not of rank 3, the bias is not one
  ///   value per filter, a stride or dilation is less than one, or the groups do not divide the
  ///   filters.
  public init(
    kernel: Tensor, bias: [Float]?, stride: Int = 1, padding: Padding, dilation: Int = 1,
    groups: Int = 1, activation: Activation = .linear
  ) throws(NeuralNetworkError) {
    planar = try Self.planar(of: "Convolution1D") { () throws(NeuralNetworkError) in
      try Convolution2D(
        kernel: Self.planar(kernel), bias: bias, strides: Size2D(height: 1, width: stride),
        padding: padding, dilation: Size2D(height: 1, width: dilation), groups: groups,
        activation: activation)
    }
  }
}
