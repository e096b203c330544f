import NeuralNetwork

/// `Conv1D`, `Conv2D` and `Conv3D`
struct KerasConvolution: KerasLayer {
  private let filters: Int
  private let convolution: ConvolutionSettings

  init(_ settings: inout LayerSettings) throws(KerasError) {
    filters = try settings.count("filters")
    convolution = try ConvolutionSettings(&settings)
  }

  var hasChannelsFirst: Bool { convolution.hasChannelsFirst }

  var weights: [WeightSlot] {
    let kernel = WeightSlot("kernel", layout: .convolution)
    return convolution.hasBias ? [kernel, WeightSlot("bias")] : [kernel]
  }

  func weightDimensions(for inputs: [Shape]) throws(LayerMisfit) -> [[Int]] {
    let input = try map(inputs, axes: convolution.axes, layer: "Conv\(convolution.axes)D")
    let (channels, groups) = (input.channels, convolution.groups)
    guard channels % groups == 0, filters % groups == 0 else {
      throw .network(
        .parameter(
          layer: "Conv\(convolution.axes)D", parameter: "groups", found: [groups],
          expected: "a divisor of \(channels) channels and \(filters) filters"))
    }
    return [convolution.kernelSize + [channels / groups, filters], [filters]]
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    let bias = convolution.hasBias ? weights[1].values : nil
    let layer = try making { () throws(NeuralNetworkError) -> any Layer in
      switch convolution.axes {
      case 1:
        try Convolution1D(
          kernel: weights[0], bias: bias, stride: convolution.strides[0],
          padding: convolution.padding, dilation: convolution.dilation[0],
          groups: convolution.groups, activation: convolution.activation.fused)
      case 2:
        try Convolution2D(
          kernel: weights[0], bias: bias, strides: convolution.two(convolution.strides),
          padding: convolution.padding, dilation: convolution.two(convolution.dilation),
          groups: convolution.groups, activation: convolution.activation.fused)
      default:
        try Convolution3D(
          kernel: weights[0], bias: bias, strides: convolution.three(convolution.strides),
          padding: convolution.padding, dilation: convolution.three(convolution.dilation),
          groups: convolution.groups, activation: convolution.activation.fused)
      }
    }
    return [layer] + (try convolution.following())
  }
}
