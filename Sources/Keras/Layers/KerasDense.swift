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

  var ownsWeights: Bool { true }

  func weights(for inputs: [Shape]) throws(LayerMisfit) -> [WeightSlot] {
    let kernel = WeightSlot("kernel", dimensions: [inputs[0].channels, units])
    return hasBias ? [kernel, WeightSlot("bias", dimensions: [units])] : [kernel]
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    try making { () throws(NeuralNetworkError) in
      let dense = try Dense(
        kernel: weights[0], bias: hasBias ? weights[1].values : nil, activation: activation.fused)
      return [dense] + (try activation.following())
    }
  }
}
