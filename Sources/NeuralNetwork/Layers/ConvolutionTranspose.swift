/// The transpose of a convolution along one, two or three axes, with bias and activation (Keras
/// `Conv1DTranspose`, `Conv2DTranspose`, `Conv3DTranspose`; specs/keras-h5.md §8.3): every input
/// value adds its multiple of the kernel to the output.
public struct ConvolutionTranspose: Layer {
  /// (one extent per axis, filters, input channels)
  public let kernel: Tensor
  /// One value per filter.
  public let bias: [Float]?
  /// One number per axis.
  public let strides: [Int]
  public let padding: Padding
  /// One number per axis.
  public let dilation: [Int]
  /// One number per axis; nil lets the padding decide.
  public let outputPadding: [Int]?
  public let activation: Activation

  public var operation: String { "Convolution\(taps.count)DTranspose" }

  public var parameterCount: Int { kernel.values.count + (bias?.count ?? 0) }

  /// One number per axis.
  var taps: [Int] { Array(kernel.dimensions.dropLast(2)) }
  var filters: Int { kernel.dimensions[kernel.dimensions.count - 2] }
  var channels: Int { kernel.dimensions[kernel.dimensions.count - 1] }

  /// - Parameter dilation: Nil stands for ones.
  /// - Throws: `NeuralNetworkError.parameter` when the kernel is not of rank 3 to 5, the bias is not
  ///   one value per filter, a list does not have a number for each axis, a stride or dilation is
  ///   less than one, the output padding is not less than the stride, or a combination has no
  ///   meaning in Keras: strides with dilation, and output padding with same padding and an even
  ///   kernel.
  public init(
    kernel: Tensor, bias: [Float]?, strides: [Int], padding: Padding, dilation: [Int]? = nil,
    outputPadding: [Int]? = nil, activation: Activation = .linear
  ) throws(NeuralNetworkError) {
    let axes = max(kernel.dimensions.count - 2, 0)
    self.kernel = kernel
    self.bias = bias
    self.strides = strides
    self.padding = padding
    self.dilation = dilation ?? [Int](repeating: 1, count: axes)
    self.outputPadding = outputPadding
    self.activation = activation
    try requireSpatialAxes(axes, name: "kernel")
    try requireKernel(kernel, rank: axes + 2, axes: "(an extent per axis, filters, channels)")
    try requireCount(bias, name: "bias", count: filters)
    try requireUsable(strides, name: "strides", count: axes)
    try requireUsable(self.dilation, name: "dilation", count: axes)
    try requireMeaningful()
  }

  private func requireMeaningful() throws(NeuralNetworkError) {
    if padding == .causal {
      throw .parameter(
        layer: operation, parameter: "padding", found: [], expected: "valid or same padding")
    }
    if strides.contains(where: { $0 > 1 }), dilation.contains(where: { $0 > 1 }) {
      throw .parameter(
        layer: operation, parameter: "dilation", found: dilation,
        expected: "ones with strides \(strides)")
    }
    guard let outputPadding else { return }
    try requireUsable(outputPadding, name: "output padding", count: taps.count, from: 0)
    guard zip(outputPadding, strides).allSatisfy({ $0 < $1 }) else {
      throw .parameter(
        layer: operation, parameter: "output padding", found: outputPadding,
        expected: "numbers less than the strides \(strides)")
    }
    guard padding == .valid || taps.allSatisfy({ $0 % 2 == 1 }) else {
      throw .parameter(
        layer: operation, parameter: "output padding", found: outputPadding,
        expected: "none with same padding and a kernel \(taps), whose extents are not all odd")
    }
  }

  /// How one axis grows.
  struct Axis: Sendable, Equatable {
    let input: Int
    let taps: Int
    let stride: Int
    let dilation: Int
    let output: Int
    /// Places of the full result that are cut off before the first output element.
    let cropped: Int
  }

  /// The axes for an input (an extent per axis, channels).
  func axes(over input: Shape) -> [Axis] {
    taps.indices.map { axis in
      let (extent, stride) = (input.dimensions[axis], strides[axis])
      let window = (taps[axis] - 1) * dilation[axis] + 1
      let full = (extent - 1) * stride + window
      var output = full + (outputPadding?[axis] ?? max(stride - window, 0))
      var cropped = 0
      if padding == .same {
        output =
          outputPadding.map { full - window / 2 * 2 + $0[axis] }
          ?? extent.multipliedSaturating(by: stride)
        cropped = max(full - output, 0) / 2
      }
      return Axis(
        input: extent, taps: taps[axis], stride: stride, dilation: dilation[axis],
        output: output, cropped: cropped)
    }
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let expected = "\(taps.count) axes and \(channels) channels"
    let input = try single(inputs, expected: expected)
    guard input.rank == taps.count + 1, input.channels == channels else {
      throw .shape(layer: operation, found: inputs, expected: expected)
    }
    return try usable(Shape(axes(over: input).map(\.output) + [filters]), from: inputs)
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int {
    guard inputs.count == 1, (try? outputShape(of: inputs)) != nil else { return 0 }
    return [inputs[0].count, taps.saturatingProduct, filters].saturatingProduct
  }
}
