/// Cross-correlation of every channel with its own filters (Keras `DepthwiseConv2D`;
/// specs/keras-h5.md §8.2). Output channel c · multiplier + m reads input channel c.
public struct DepthwiseConvolution2D: Layer {
  /// (height, width, input channels, multiplier)
  public let kernel: Tensor
  /// One value per output channel.
  public let bias: [Float]?
  public let strides: Size2D
  public let padding: Padding
  public let dilation: Size2D
  public let activation: Activation

  public var operation: String { "DepthwiseConvolution2D" }

  public var parameterCount: Int { kernel.values.count + (bias?.count ?? 0) }

  var taps: Size2D { Size2D(height: kernel.dimensions[0], width: kernel.dimensions[1]) }
  var inputChannels: Int { kernel.dimensions[2] }
  var multiplier: Int { kernel.dimensions[3] }

  /// - Throws: `NeuralNetworkError.parameter` when the kernel is not of rank 4, the bias is not one
  ///   value per output channel, or a stride or dilation is less than one.
  public init(
    kernel: Tensor, bias: [Float]?, strides: Size2D = .one, padding: Padding,
    dilation: Size2D = .one, activation: Activation = .linear
  ) throws(NeuralNetworkError) {
    self.kernel = kernel
    self.bias = bias
    self.strides = strides
    self.padding = padding
    self.dilation = dilation
    self.activation = activation
    try requireKernel(kernel, rank: 4, axes: "(height, width, channels, multiplier)")
    try requireCount(bias, name: "bias", count: inputChannels * multiplier)
    try requireUsable(strides, name: "strides")
    try requireUsable(dilation, name: "dilation")
  }

  func windows(over input: Shape) throws(NeuralNetworkError) -> Window2D {
    try windows(over: input, taps: taps, strides: strides, dilation: dilation, padding: padding)
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let input = try singleMap(inputs)
    guard input.channels == inputChannels else {
      throw .shape(layer: operation, found: inputs, expected: "\(inputChannels) channels")
    }
    let windows = try windows(over: input)
    let output = Shape(
      height: windows.vertical.output, width: windows.horizontal.output,
      channels: inputChannels * multiplier)
    return try usable(output, from: inputs)
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int {
    guard let output = try? outputShape(of: inputs) else { return 0 }
    return [output.count, taps.height, taps.width].saturatingProduct
  }
}
