import NeuralNetwork

/// `LocallyConnected1D` and `LocallyConnected2D`, which Keras 3 dropped.
struct KerasLocallyConnected: KerasLayer {
  private let filters: Int
  private let convolution: ConvolutionSettings

  init(_ settings: inout LayerSettings) throws(KerasError) {
    filters = try settings.count("filters")
    convolution = try ConvolutionSettings(&settings)
    let implementation = try settings.integer("implementation", default: 1)
    guard implementation == 1, convolution.padding == .valid else {
      throw settings.refusal(
        "its implementation is \(implementation), with padding \(convolution.padding.rawValue)",
        fix: "use implementation=1 with padding=\"valid\" and save the model again")
    }
    // Its windows would run over the channels first.
    guard !convolution.hasChannelsFirst else {
      throw settings.refusal(
        "its data_format is channels_first",
        fix: "rebuild the layer with data_format=\"channels_last\" and save the model again")
    }
  }

  var weights: [WeightSlot] {
    let kernel = WeightSlot("kernel")
    return convolution.hasBias ? [kernel, WeightSlot("bias")] : [kernel]
  }

  func weightDimensions(for inputs: [Shape]) throws(LayerMisfit) -> [[Int]] {
    let axes = convolution.axes
    let input = try map(inputs, axes: axes, layer: "LocallyConnected\(axes)D")
    var places: [Int] = []
    for axis in 0..<axes {
      let room = input.dimensions[axis] - convolution.kernelSize[axis]
      guard room >= 0 else {
        throw .network(
          .shape(
            layer: "LocallyConnected\(axes)D", found: inputs,
            expected: "at least the kernel's extents"))
      }
      places.append(room / convolution.strides[axis] + 1)
    }
    let window = convolution.kernelSize.reduce(input.channels, *)
    return [[places.reduce(1, *), window, filters], places + [filters]]
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    let layer = try making { () throws(NeuralNetworkError) in
      try LocallyConnected(
        kernel: weights[0], bias: convolution.hasBias ? weights[1].values : nil,
        kernelSize: convolution.kernelSize, strides: convolution.strides,
        activation: convolution.activation.fused)
    }
    return [layer] + (try convolution.following())
  }
}
