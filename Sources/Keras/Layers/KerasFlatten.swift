import NeuralNetwork

/// `Flatten`. With its channels first it flattens in the order of channels last
/// (specs/keras-h5.md §8.7).
struct KerasFlatten: KerasLayer {
  let hasChannelsFirst: Bool

  init(_ settings: inout LayerSettings) throws(KerasError) {
    hasChannelsFirst = try settings.hasChannelsFirst()
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    [try making { () throws(NeuralNetworkError) in try Flatten() }]
  }
}
