import NeuralNetwork

/// `BatchNormalization` over the last axis, with the running statistics (specs/keras-h5.md §8.5).
struct KerasBatchNormalization: KerasLayer {
  private let axes: [Int]
  private let epsilon: Float
  private let hasGamma: Bool
  private let hasBeta: Bool

  init(_ settings: inout LayerSettings) throws(KerasError) {
    let axis = settings.value("axis") ?? .number(-1)
    axes = (axis.list ?? [axis]).compactMap(\.integer)
    guard axes.count == 1 else {
      throw settings.refusal(
        "its axis is \(axis.summary)", fix: "normalise over the last axis only")
    }
    epsilon = try settings.float("epsilon", default: 1e-3)
    hasGamma = try settings.boolean("scale", default: true)
    hasBeta = try settings.boolean("center", default: true)
  }

  var ownsWeights: Bool { true }

  func weights(for inputs: [Shape]) throws(LayerMisfit) -> [WeightSlot] {
    // The shape of a sample has no batch, the axis counts it.
    guard axes[0] == -1 || axes[0] == inputs[0].rank else {
      throw .refusal(
        reason: "its axis is \(axes[0]), not the last",
        fix: "rebuild the model with its channels last and save it again")
    }
    let channels = [inputs[0].channels]
    var slots: [WeightSlot] = []
    if hasGamma { slots.append(WeightSlot("gamma", dimensions: channels)) }
    if hasBeta { slots.append(WeightSlot("beta", dimensions: channels)) }
    slots.append(WeightSlot("moving_mean", dimensions: channels))
    slots.append(WeightSlot("moving_variance", dimensions: channels))
    return slots
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    var values = weights.map(\.values)
    let gamma = hasGamma ? values.removeFirst() : nil
    let beta = hasBeta ? values.removeFirst() : nil
    return [
      try making { () throws(NeuralNetworkError) in
        try BatchNormalization(
          gamma: gamma, beta: beta, mean: values[0], variance: values[1], epsilon: epsilon)
      }
    ]
  }
}
