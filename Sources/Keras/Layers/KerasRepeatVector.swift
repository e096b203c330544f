import NeuralNetwork

/// `RepeatVector`
struct KerasRepeatVector: KerasLayer {
  private let count: Int

  init(_ settings: inout LayerSettings) throws(KerasError) {
    count = try settings.count("n")
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    [try making { () throws(NeuralNetworkError) in try RepeatVector(count: count) }]
  }
}
