import NeuralNetwork

/// `Activation`
struct KerasActivationLayer: KerasLayer {
  let activation: KerasActivation

  init(_ settings: inout LayerSettings) throws(KerasError) {
    activation = try settings.activation()
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    try making { () throws(NeuralNetworkError) in try activation.layers() }
  }
}

/// `ReLU`
struct KerasReLU: KerasLayer {
  let activation: Activation

  init(_ settings: inout LayerSettings) throws(KerasError) {
    activation = try settings.rectifier()
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    [try making { () throws(NeuralNetworkError) in try ElementwiseActivation(activation) }]
  }
}

/// `Softmax`
struct KerasSoftmax: KerasLayer {
  let activation: KerasActivation

  init(_ settings: inout LayerSettings) throws(KerasError) {
    activation = try settings.softmax()
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    try making { () throws(NeuralNetworkError) in try activation.layers() }
  }
}
