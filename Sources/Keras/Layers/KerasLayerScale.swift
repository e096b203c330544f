import NeuralNetwork

/// `LayerScale` of `keras.applications.ConvNeXt…`: each channel times a trained number.
struct KerasLayerScale: KerasLayer {
  private let count: Int

  init(_ settings: inout LayerSettings) throws(KerasError) {
    count = try settings.count("projection_dim")
    // What training starts with.
    _ = settings.value("init_values")
  }

  var weights: [WeightSlot] { [WeightSlot("gamma", "variable")] }

  func weightDimensions(for inputs: [Shape]) throws(LayerMisfit) -> [[Int]] { [[count]] }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    guard inputs[0].channels == count else {
      throw .network(
        .shape(layer: "LayerScale", found: inputs, expected: "\(count) values on the last axis"))
    }
    return [
      try making { () throws(NeuralNetworkError) in
        try ConstantMerge(.multiplication, constant: weights[0])
      }
    ]
  }
}
