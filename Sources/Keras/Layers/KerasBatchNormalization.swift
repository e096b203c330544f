import NeuralNetwork

/// `BatchNormalization` with the running statistics (specs/keras-h5.md §8.5).
struct KerasBatchNormalization: KerasLayer {
  private var axis: Int
  private let epsilon: Float
  private let hasGamma: Bool
  private let hasBeta: Bool

  init(_ settings: inout LayerSettings) throws(KerasError) {
    axis = try settings.oneAxis(default: -1)
    epsilon = try settings.float("epsilon", default: 1e-3)
    hasGamma = try settings.boolean("scale", default: true)
    hasBeta = try settings.boolean("center", default: true)
  }

  var weights: [WeightSlot] {
    var slots: [WeightSlot] = []
    if hasGamma { slots.append(WeightSlot("gamma")) }
    if hasBeta { slots.append(WeightSlot("beta")) }
    slots.append(WeightSlot("moving_mean", isTrained: false))
    slots.append(WeightSlot("moving_variance", isTrained: false))
    return slots
  }

  func withChannelsLast(rank: Int) -> (any KerasLayer)? {
    var layer = self
    layer.axis = Axes.withChannelsLast(axis, rank: rank)
    return layer
  }

  func weightDimensions(for inputs: [Shape]) throws(LayerMisfit) -> [[Int]] {
    let extent = inputs[0].dimensions[try sampleAxis(axis, of: inputs[0])]
    return weights.map { _ in [extent] }
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    var values = weights.map(\.values)
    let gamma = hasGamma ? values.removeFirst() : nil
    let beta = hasBeta ? values.removeFirst() : nil
    let axis = try sampleAxis(axis, of: inputs[0])
    return [
      try making { () throws(NeuralNetworkError) in
        try BatchNormalization(
          gamma: gamma, beta: beta, mean: values[0], variance: values[1], epsilon: epsilon,
          axis: axis)
      }
    ]
  }
}
