import NeuralNetwork

/// `SeparableConv1D` and `SeparableConv2D`: a depthwise convolution, then one of extent 1 with
/// bias and activation.
struct KerasSeparableConvolution: KerasLayer {
  private let filters: Int
  private let multiplier: Int
  private let convolution: ConvolutionSettings

  init(_ settings: inout LayerSettings) throws(KerasError) {
    filters = try settings.count("filters")
    multiplier = try settings.count("depth_multiplier", default: 1)
    convolution = try ConvolutionSettings(&settings)
    try convolution.requireOneGroup(settings)
  }

  var hasChannelsFirst: Bool { convolution.hasChannelsFirst }

  var weights: [WeightSlot] {
    let kernels = [WeightSlot("depthwise_kernel"), WeightSlot("pointwise_kernel")]
    return convolution.hasBias ? kernels + [WeightSlot("bias")] : kernels
  }

  func weightDimensions(for inputs: [Shape]) throws(LayerMisfit) -> [[Int]] {
    let axes = convolution.axes
    let input = try map(inputs, axes: axes, layer: "SeparableConv\(axes)D")
    return [
      convolution.kernelSize + [input.channels, multiplier],
      [Int](repeating: 1, count: axes) + [input.channels * multiplier, filters], [filters],
    ]
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    let depthwise = try convolution.depthwise(kernel: weights[0], bias: nil, activation: .linear)
    let bias = convolution.hasBias ? weights[2].values : nil
    let pointwise = try making { () throws(NeuralNetworkError) -> any Layer in
      if convolution.axes == 1 {
        try Convolution1D(
          kernel: weights[1], bias: bias, padding: .valid,
          activation: convolution.activation.fused)
      } else {
        try Convolution2D(
          kernel: weights[1], bias: bias, padding: .valid,
          activation: convolution.activation.fused)
      }
    }
    return [depthwise, pointwise] + (try convolution.following())
  }
}
