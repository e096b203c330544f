import NeuralNetwork

/// `Conv2D`
struct KerasConv2D: KerasLayer {
  private let filters: Int
  private let convolution: ConvolutionSettings

  init(_ settings: inout LayerSettings) throws(KerasError) {
    filters = try settings.count("filters")
    convolution = try ConvolutionSettings(&settings)
  }

  var ownsWeights: Bool { true }

  func weights(for inputs: [Shape]) throws(LayerMisfit) -> [WeightSlot] {
    let input = try featureMap(inputs, layer: "Conv2D")
    let size = convolution.kernelSize
    let kernel = WeightSlot(
      "kernel", dimensions: [size.height, size.width, input.channels, filters],
      isConvolutionKernel: true)
    return convolution.hasBias ? [kernel, WeightSlot("bias", dimensions: [filters])] : [kernel]
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    try making { () throws(NeuralNetworkError) in
      let layer = try Convolution2D(
        kernel: weights[0], bias: convolution.hasBias ? weights[1].values : nil,
        strides: convolution.strides, padding: convolution.padding,
        dilation: convolution.dilation, activation: convolution.activation.fused)
      return [layer] + (try convolution.activation.following())
    }
  }
}
