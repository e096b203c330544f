import NeuralNetwork

/// `Dense`, over the last axis of its input.
struct KerasDense: KerasLayer {
  private let units: Int
  private let hasBias: Bool
  private let activation: KerasActivation

  init(_ settings: inout LayerSettings) throws(KerasError) {
    units = try settings.count("units")
    hasBias = try settings.boolean("use_bias", default: true)
    activation = try settings.activation()
  }

  var weights: [WeightSlot] {
    hasBias ? [WeightSlot("kernel"), WeightSlot("bias")] : [WeightSlot("kernel")]
  }

  func weightDimensions(for inputs: [Shape]) throws(LayerMisfit) -> [[Int]] {
    [[inputs[0].channels, units], [units]]
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    let dense = try making { () throws(NeuralNetworkError) in
      try Dense(
        kernel: weights[0], bias: hasBias ? weights[1].values : nil, activation: activation.fused)
    }
    return [dense] + (try activation.following(rank: inputs[0].rank + 1))
  }
}
