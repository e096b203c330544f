import NeuralNetwork

/// `Dropout`, `RandomFlip` and the other layers that act during training only
/// (specs/keras-h5.md §8.8, §8.9).
struct KerasIdentity: KerasLayer {
  init(_ settings: inout LayerSettings) throws(KerasError) {
    // They tell what training would do.
    settings.readAll()
  }

  func withChannelsLast(rank: Int) -> (any KerasLayer)? { self }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] { [] }
}
