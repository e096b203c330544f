/// Three-dimensional cross-correlation with bias and activation (Keras `Conv3D`;
/// specs/keras-h5.md §8.2).
public struct Convolution3D: Layer {
  /// (depth, height, width, input channels per group, filters)
  public let kernel: Tensor
  /// One value per filter.
  public let bias: [Float]?
  public let strides: Size3D
  public let padding: Padding
  public let dilation: Size3D
  public let groups: Int
  public let activation: Activation

  public var operation: String { "Convolution3D" }

  public var parameterCount: Int { kernel.values.count + (bias?.count ?? 0) }

  var taps: Size3D {
    Size3D(
      depth: kernel.dimensions[0], height: kernel.dimensions[1], width: kernel.dimensions[2])
  }
  var channelsPerGroup: Int { kernel.dimensions[3] }
  var filters: Int { kernel.dimensions[4] }

  /// - Throws: `NeuralNetworkError.parameter` when the kernel is not of rank 5, the bias is not one
  ///   value per filter, a stride or dilation is less than one, or the groups do not divide the
  ///   filters.
  public init(
    kernel: Tensor, bias: [Float]?, strides: Size3D = .one, padding: Padding,
    dilation: Size3D = .one, groups: Int = 1, activation: Activation = .linear
  ) throws(NeuralNetworkError) {
    self.kernel = kernel
    self.bias = bias
    self.strides = strides
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
    self.activation = activation
    try requireKernel(kernel, rank: 5, axes: "(depth, height, width, channels per group, filters)")
    try requireCount(bias, name: "bias", count: filters)
    try requireUsable(strides, name: "strides")
    try requireUsable(dilation, name: "dilation")
    try requireGroups(groups, filters: filters)
  }

  func windows(over input: Shape) throws(NeuralNetworkError) -> Window3D {
    try windows(over: input, taps: taps, strides: strides, dilation: dilation, padding: padding)
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let input = try singleVolume(inputs)
    guard input.channels == channelsPerGroup.multipliedSaturating(by: groups) else {
      throw .shape(
        layer: operation, found: inputs, expected: "\(groups) times \(channelsPerGroup) channels")
    }
    let windows = try windows(over: input)
    let output = Shape([
      windows.depth.output, windows.vertical.output, windows.horizontal.output, filters,
    ])
    return try usable(output, from: inputs)
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int {
    guard let output = try? outputShape(of: inputs) else { return 0 }
    return (taps.extents + [output.count, channelsPerGroup]).saturatingProduct
  }
}
