import NeuralNetwork

/// `Concatenate`, as a layer and as an operation of Keras 3.
struct KerasConcatenate: KerasLayer {
  private var axis: Int

  init(_ settings: inout LayerSettings) throws(KerasError) {
    axis = try settings.oneAxis(default: -1)
  }

  /// What TensorFlow's `concat` says.
  init(axis: Int) {
    self.axis = axis
  }

  var inputCount: ClosedRange<Int> { 1...1024 }

  func withChannelsLast(rank: Int) -> (any KerasLayer)? {
    KerasConcatenate(axis: Axes.withChannelsLast(axis, rank: rank))
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    let axis = try sampleAxis(axis, of: inputs[0])
    if inputs.count == 1 { return [] }
    return [try making { () throws(NeuralNetworkError) in try Concatenation(axis: axis) }]
  }
}
