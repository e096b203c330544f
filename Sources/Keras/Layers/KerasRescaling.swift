import NeuralNetwork

/// `Rescaling`
struct KerasRescaling: KerasLayer {
  private let scale: [Float]
  private let offset: [Float]

  init(_ settings: inout LayerSettings) throws(KerasError) {
    scale = try settings.floats("scale") ?? [1]
    offset = try settings.floats("offset") ?? [0]
  }

  func withChannelsLast(rank: Int) -> (any KerasLayer)? {
    // Lists belong to the last axis of Keras.
    scale.count == 1 && offset.count == 1 ? self : nil
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    [try making { () throws(NeuralNetworkError) in try Rescaling(scale: scale, offset: offset) }]
  }
}
