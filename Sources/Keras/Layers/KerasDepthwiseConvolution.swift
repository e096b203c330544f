import NeuralNetwork

/// `DepthwiseConv1D` and `DepthwiseConv2D`
struct KerasDepthwiseConvolution: KerasLayer {
  private let multiplier: Int
  private let convolution: ConvolutionSettings

  init(_ settings: inout LayerSettings) throws(KerasError) {
    multiplier = try settings.count("depth_multiplier", default: 1)
    convolution = try ConvolutionSettings(&settings)
    try convolution.requireOneGroup(settings)
  }

  var hasChannelsFirst: Bool { convolution.hasChannelsFirst }

  var weights: [WeightSlot] {
    let kernel = WeightSlot("depthwise_kernel", "kernel")
    return convolution.hasBias ? [kernel, WeightSlot("bias")] : [kernel]
  }

  func weightDimensions(for inputs: [Shape]) throws(LayerMisfit) -> [[Int]] {
    let input = try map(
      inputs, axes: convolution.axes, layer: "DepthwiseConv\(convolution.axes)D")
    return [
      convolution.kernelSize + [input.channels, multiplier], [input.channels * multiplier],
    ]
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    let layer = try convolution.depthwise(
      kernel: weights[0], bias: convolution.hasBias ? weights[1].values : nil,
      activation: convolution.activation.fused)
    return [layer] + (try convolution.following())
  }
}

extension ConvolutionSettings {
  /// The depthwise convolution along one or two axes.
  func depthwise(
    kernel: Tensor, bias: [Float]?, activation: Activation
  ) throws(LayerMisfit) -> any Layer {
    try making { () throws(NeuralNetworkError) -> any Layer in
      if axes == 1 {
        try DepthwiseConvolution1D(
          kernel: kernel, bias: bias, stride: strides[0], padding: padding, dilation: dilation[0],
          activation: activation)
      } else {
        try DepthwiseConvolution2D(
          kernel: kernel, bias: bias, strides: two(strides), padding: padding,
          dilation: two(dilation), activation: activation)
      }
    }
  }
}
