import NeuralNetwork

/// `PReLU`
struct KerasPReLU: KerasLayer {
  private let sharedAxes: [Int]

  init(_ settings: inout LayerSettings) throws(KerasError) {
    sharedAxes = try settings.axes("shared_axes") ?? []
  }

  var weights: [WeightSlot] { [WeightSlot("alpha")] }

  func weightDimensions(for inputs: [Shape]) throws(LayerMisfit) -> [[Int]] {
    var extents = inputs[0].dimensions
    for axis in sharedAxes { extents[try sampleAxis(axis, of: inputs[0])] = 1 }
    return [extents]
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    [try making { () throws(NeuralNetworkError) in try ParametricReLU(alpha: weights[0]) }]
  }
}
