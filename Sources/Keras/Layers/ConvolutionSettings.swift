import NeuralNetwork

/// What the two-dimensional convolutions have in common.
struct ConvolutionSettings: Sendable {
  let kernelSize: Size2D
  let strides: Size2D
  let padding: Padding
  let dilation: Size2D
  let hasBias: Bool
  let activation: KerasActivation

  init(_ settings: inout LayerSettings) throws(KerasError) {
    guard let kernelSize = try settings.size("kernel_size") else {
      throw settings.malformed("kernel_size", nil, "one or two whole numbers")
    }
    self.kernelSize = kernelSize
    strides = try settings.size("strides") ?? .one
    padding = try settings.padding()
    dilation = try settings.size("dilation_rate") ?? .one
    hasBias = try settings.boolean("use_bias", default: true)
    activation = try settings.activation()
    try settings.requireChannelsLast()
    let groups = try settings.count("groups", default: 1)
    guard groups == 1 else {
      throw settings.refusal(
        "it has \(groups) groups",
        fix: "use one group, or DepthwiseConv2D, and save the model again")
    }
    guard strides == .one || dilation == .one else {
      throw settings.malformed(
        "dilation_rate", .string(dilation.description), "1 together with strides over 1")
    }
  }
}

extension KerasLayer {
  /// - Throws: `LayerMisfit` unless the one input is a feature map.
  func featureMap(_ inputs: [Shape], layer: String) throws(LayerMisfit) -> Shape {
    guard let input = inputs.first, input.rank == 3 else {
      throw .network(
        .shape(layer: layer, found: inputs, expected: "one feature map (height, width, channels)"))
    }
    return input
  }
}
