/// Two-dimensional cross-correlation with bias and activation (Keras `Conv2D`;
/// specs/keras-h5.md §8.2).
///
/// With groups, filter f reads block ⌊f / (filters / groups)⌋ of the channels.
public struct Convolution2D: Layer {
  /// (height, width, input channels per group, filters)
  public let kernel: Tensor
  /// One value per filter.
  public let bias: [Float]?
  public let strides: Size2D
  public let padding: Padding
  public let dilation: Size2D
  public let groups: Int
  public let activation: Activation

  public var operation: String { "Convolution2D" }

  public var parameterCount: Int { kernel.values.count + (bias?.count ?? 0) }

  var taps: Size2D { Size2D(height: kernel.dimensions[0], width: kernel.dimensions[1]) }
  var channelsPerGroup: Int { kernel.dimensions[2] }
  var filters: Int { kernel.dimensions[3] }

  /// - Throws: `NeuralNetworkError.parameter` when the kernel is not of rank 4, the bias is not one
  ///   value per filter, or a stride or dilation is less than one, or the groups do
  ///   not divide the filters.
  public init(
    kernel: Tensor, bias: [Float]?, strides: Size2D = .one, padding: Padding,
    dilation: Size2D = .one, groups: Int = 1, activation: Activation = .linear
  ) throws(NeuralNetworkError) {
    self.kernel = kernel
    self.bias = bias
    self.strides = strides
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
    self.activation = activation
    try requireKernel(kernel, rank: 4, axes: "(height, width, channels per group, filters)")
    try requireCount(bias, name: "bias", count: filters)
    try requireUsable(strides, name: "strides")
    try requireUsable(dilation, name: "dilation")
    try requireGroups(groups, filters: filters)
  }

  func windows(over input: Shape) throws(NeuralNetworkError) -> Window2D {
    try windows(over: input, taps: taps, strides: strides, dilation: dilation, padding: padding)
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let input = try singleMap(inputs)
    guard input.channels == channelsPerGroup.multipliedSaturating(by: groups) else {
      throw .shape(
        layer: operation, found: inputs,
        expected: "\(groups) times \(channelsPerGroup) channels")
    }
    let windows = try windows(over: input)
    let output = Shape(
      height: windows.vertical.output, width: windows.horizontal.output, channels: filters)
    return try usable(output, from: inputs)
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int {
    guard let output = try? outputShape(of: inputs) else { return 0 }
    return [output.count, taps.height, taps.width, channelsPerGroup].saturatingProduct
  }
}
