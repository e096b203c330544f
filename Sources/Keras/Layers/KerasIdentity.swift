import NeuralNetwork

/// `Dropout` and the other layers that act during training only (specs/keras-h5.md §8.9).
struct KerasIdentity: KerasLayer {
  init(_ settings: inout LayerSettings) throws(KerasError) {
    for key in ["rate", "noise_shape", "stddev", "l1", "l2"] { _ = settings.value(key) }
    // Spatial dropouts tell which axes they would drop; nothing is dropped here.
    _ = settings.value("data_format")
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] { [] }
}
