import NeuralNetwork

/// `DepthwiseConv2D`
struct KerasDepthwiseConv2D: KerasLayer {
  private let multiplier: Int
  private let convolution: ConvolutionSettings

  init(_ settings: inout LayerSettings) throws(KerasError) {
    multiplier = try settings.count("depth_multiplier", default: 1)
    convolution = try ConvolutionSettings(&settings)
  }

  var ownsWeights: Bool { true }

  func weights(for inputs: [Shape]) throws(LayerMisfit) -> [WeightSlot] {
    let input = try featureMap(inputs, layer: "DepthwiseConv2D")
    let size = convolution.kernelSize
    let kernel = WeightSlot(
      "depthwise_kernel", "kernel",
      dimensions: [size.height, size.width, input.channels, multiplier])
    let bias = WeightSlot("bias", dimensions: [input.channels * multiplier])
    return convolution.hasBias ? [kernel, bias] : [kernel]
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    try making { () throws(NeuralNetworkError) in
      let layer = try DepthwiseConvolution2D(
        kernel: weights[0], bias: convolution.hasBias ? weights[1].values : nil,
        strides: convolution.strides, padding: convolution.padding,
        dilation: convolution.dilation, activation: convolution.activation.fused)
      return [layer] + (try convolution.activation.following())
    }
  }
}
