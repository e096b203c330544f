/// Cross-correlation along one or two axes with filters of its own at every place, with bias and
/// activation (Keras 2 `LocallyConnected1D`, `LocallyConnected2D` with `implementation` 1, which
/// knows no padding; specs/keras-h5.md §6.2).
public struct LocallyConnected: Layer {
  /// (output places, values of one window, filters); a window's values run (axes…, channels).
  public let kernel: Tensor
  /// (output places, filters) in row-major order.
  public let bias: [Float]?
  /// One number per axis.
  public let kernelSize: [Int]
  /// One number per axis.
  public let strides: [Int]
  public let activation: Activation

  public var operation: String { "LocallyConnected\(kernelSize.count)D" }

  public var parameterCount: Int { kernel.values.count + (bias?.count ?? 0) }

  var places: Int { kernel.dimensions[0] }
  var windowValues: Int { kernel.dimensions[1] }
  var filters: Int { kernel.dimensions[2] }

  /// - Throws: `NeuralNetworkError.parameter` when the kernel is not of rank 3, the bias is not one
  ///   value per place and filter, the kernel size has not one or two extents, or an extent or
  ///   stride is less than one.
  public init(
    kernel: Tensor, bias: [Float]?, kernelSize: [Int], strides: [Int],
    activation: Activation = .linear
  ) throws(NeuralNetworkError) {
    self.kernel = kernel
    self.bias = bias
    self.kernelSize = kernelSize
    self.strides = strides
    self.activation = activation
    guard (1...2).contains(kernelSize.count) else {
      throw .parameter(
        layer: operation, parameter: "kernel size", found: kernelSize, expected: "1 or 2 numbers")
    }
    try requireKernel(kernel, rank: 3, axes: "(output places, values of a window, filters)")
    try requireCount(bias, name: "bias", count: places * filters)
    try requireUsable(kernelSize, name: "kernel size", count: kernelSize.count)
    try requireUsable(strides, name: "strides", count: kernelSize.count)
  }

  /// The windows over a map, or over a sequence as a map's only row.
  func windows(over input: Shape) throws(NeuralNetworkError) -> Window2D {
    func size(_ numbers: [Int]) -> Size2D {
      Size2D(height: numbers.count == 2 ? numbers[0] : 1, width: numbers[numbers.count - 1])
    }
    let map = Shape(input.rank == 2 ? [1] + input.dimensions : input.dimensions)
    return try windows(
      over: map, taps: size(kernelSize), strides: size(strides), dilation: .one, padding: .valid)
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let expected = """
      \(kernelSize.count) axes with \(places) places for a window \(kernelSize) and channels that \
      make it \(windowValues) values
      """
    let input = try single(inputs, expected: expected)
    guard input.rank == kernelSize.count + 1 else {
      throw .shape(layer: operation, found: inputs, expected: expected)
    }
    let windows = try windows(over: input)
    guard windows.outputArea == places,
      (kernelSize + [input.channels]).saturatingProduct == windowValues
    else {
      throw .shape(layer: operation, found: inputs, expected: expected)
    }
    let extents = [windows.vertical.output, windows.horizontal.output]
    return try usable(Shape(extents.suffix(kernelSize.count) + [filters]), from: inputs)
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int {
    (try? outputShape(of: inputs)) == nil ? 0 : kernel.values.count
  }
}
