/// Cross-correlation of every channel of a sequence with its own filters (Keras
/// `DepthwiseConv1D`; specs/keras-h5.md §8.2).
public struct DepthwiseConvolution1D: SequenceLayer {
  let planar: DepthwiseConvolution2D

  public var operation: String { "DepthwiseConvolution1D" }

  init(planar: DepthwiseConvolution2D) {
    self.planar = planar
  }

  /// - Parameters:
  ///   - kernel: (length, input channels, multiplier)
  ///   - bias: One value per output channel.
  /// - Throws: `NeuralNetworkError.parameter` when the kernel is not of rank 3, the bias is not one
  ///   value per output channel, or a stride or dilation is less than one.
  public init(
    kernel: Tensor, bias: [Float]?, stride: Int = 1, padding: Padding, dilation: Int = 1,
    activation: Activation = .linear
  ) throws(NeuralNetworkError) {
    planar = try Self.planar(of: "DepthwiseConvolution1D") { () throws(NeuralNetworkError) in
      try DepthwiseConvolution2D(
        kernel: Self.planar(kernel), bias: bias, strides: Size2D(height: 1, width: stride),
        padding: padding, dilation: Size2D(height: 1, width: dilation), activation: activation)
    }
  }
}
