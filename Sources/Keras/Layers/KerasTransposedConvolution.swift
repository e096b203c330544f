import NeuralNetwork

/// `Conv1DTranspose`, `Conv2DTranspose` and `Conv3DTranspose`
struct KerasTransposedConvolution: KerasLayer {
  private let filters: Int
  private let convolution: ConvolutionSettings
  private let outputPadding: [Int]?
  /// Keras 1 fixed the extents of the output instead.
  private let outputExtents: [Int]?

  init(_ settings: inout LayerSettings) throws(KerasError) {
    filters = try settings.count("filters")
    convolution = try ConvolutionSettings(&settings)
    try convolution.requireOneGroup(settings)
    outputPadding = try settings.extents(
      "output_padding", axes: convolution.axes, minimum: 0)
    outputExtents = try settings.extents("output_extents", axes: convolution.axes)
  }

  var hasChannelsFirst: Bool { convolution.hasChannelsFirst }

  var weights: [WeightSlot] {
    let kernel = WeightSlot("kernel", layout: .transposedConvolution)
    return convolution.hasBias ? [kernel, WeightSlot("bias")] : [kernel]
  }

  func weightDimensions(for inputs: [Shape]) throws(LayerMisfit) -> [[Int]] {
    let axes = convolution.axes
    let input = try map(inputs, axes: axes, layer: "Conv\(axes)DTranspose")
    return [convolution.kernelSize + [filters, input.channels], [filters]]
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    let layer = try making { () throws(NeuralNetworkError) in
      try ConvolutionTranspose(
        kernel: weights[0], bias: convolution.hasBias ? weights[1].values : nil,
        strides: convolution.strides, padding: convolution.padding,
        dilation: convolution.dilation, outputPadding: outputPadding(for: inputs[0]),
        activation: convolution.activation.fused)
    }
    if let outputExtents {
      let output = try making { () throws(NeuralNetworkError) in try layer.outputShape(of: inputs) }
      guard Array(output.dimensions.dropLast()) == outputExtents else {
        throw .refusal(
          reason: "its output_shape does not follow from its input, strides and border_mode",
          fix: "convert the model with Keras 2 and save it again")
      }
    }
    return [layer] + (try convolution.following())
  }

  /// What brings the output to the extents of Keras 1; nil where the padding alone does.
  private func outputPadding(for input: Shape) -> [Int]? {
    guard let outputExtents else { return outputPadding }
    var isNatural = true
    var paddings: [Int] = []
    for (axis, output) in outputExtents.enumerated() {
      let (stride, size) = (convolution.strides[axis], convolution.kernelSize[axis])
      let extent = input.dimensions[axis]
      let whole = (extent - 1) * stride + size
      if convolution.padding == .same {
        isNatural = isNatural && output == extent * stride
        paddings.append(output - (whole - 2 * (size / 2)))
      } else {
        isNatural = isNatural && output == whole + max(stride - size, 0)
        paddings.append(output - whole)
      }
    }
    return isNatural ? nil : paddings
  }
}
