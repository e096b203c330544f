import NeuralNetwork

/// `SeparableConv2D`: a depthwise convolution, then a 1×1 convolution with bias and activation.
struct KerasSeparableConv2D: KerasLayer {
  private let filters: Int
  private let multiplier: Int
  private let convolution: ConvolutionSettings

  init(_ settings: inout LayerSettings) throws(KerasError) {
    filters = try settings.count("filters")
    multiplier = try settings.count("depth_multiplier", default: 1)
    convolution = try ConvolutionSettings(&settings)
  }

  var ownsWeights: Bool { true }

  func weights(for inputs: [Shape]) throws(LayerMisfit) -> [WeightSlot] {
    let input = try featureMap(inputs, layer: "SeparableConv2D")
    let size = convolution.kernelSize
    let slots = [
      WeightSlot(
        "depthwise_kernel", dimensions: [size.height, size.width, input.channels, multiplier]),
      WeightSlot("pointwise_kernel", dimensions: [1, 1, input.channels * multiplier, filters]),
    ]
    return convolution.hasBias ? slots + [WeightSlot("bias", dimensions: [filters])] : slots
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    try making { () throws(NeuralNetworkError) in
      let depthwise = try DepthwiseConvolution2D(
        kernel: weights[0], bias: nil, strides: convolution.strides, padding: convolution.padding,
        dilation: convolution.dilation)
      let pointwise = try Convolution2D(
        kernel: weights[1], bias: convolution.hasBias ? weights[2].values : nil, padding: .valid,
        activation: convolution.activation.fused)
      return [depthwise, pointwise] + (try convolution.activation.following())
    }
  }
}
