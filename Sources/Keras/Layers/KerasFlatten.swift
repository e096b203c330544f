import NeuralNetwork

/// `Flatten`
struct KerasFlatten: KerasLayer {
  init(_ settings: inout LayerSettings) throws(KerasError) {
    try settings.requireChannelsLast()
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    [try making { () throws(NeuralNetworkError) in try Flatten() }]
  }
}
