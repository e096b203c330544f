import NeuralNetwork

/// `LayerNormalization`, `GroupNormalization`, `RMSNormalization` and `UnitNormalization`: with
/// the statistics of each sample (specs/keras-h5.md §8.5).
struct KerasSampleNormalization: KerasLayer {
  private enum Kind {
    case layer(isCentered: Bool)
    case group(count: Int)
    case rootMeanSquare
    case unit
  }

  private let kind: Kind
  private let axes: [Int]
  private let epsilon: Float
  private let hasGamma: Bool
  private let hasBeta: Bool

  init(_ settings: inout LayerSettings) throws(KerasError) {
    switch settings.className {
    case "GroupNormalization":
      let count = try settings.integer("groups", default: 32)
      guard count == -1 || (1...1 << 24).contains(count) else {
        throw settings.malformed("groups", .number(Double(count)), "-1 or at least 1")
      }
      kind = .group(count: count)
      axes = [try settings.oneAxis(default: -1)]
    case "RMSNormalization":
      kind = .rootMeanSquare
      axes = try settings.axes("axis") ?? [-1]
    case "UnitNormalization":
      kind = .unit
      axes = try settings.axes("axis") ?? [-1]
    default:
      kind = .layer(isCentered: try !settings.boolean("rms_scaling", default: false))
      axes = try settings.axes("axis") ?? [-1]
    }
    switch kind {
    case .layer, .group:
      epsilon = try settings.float("epsilon", default: 1e-3)
      hasGamma = try settings.boolean("scale", default: true)
      hasBeta = try settings.boolean("center", default: true)
    case .rootMeanSquare:
      epsilon = try settings.float("epsilon", default: 1e-6)
      (hasGamma, hasBeta) = (true, false)
    case .unit:
      epsilon = 0
      (hasGamma, hasBeta) = (false, false)
    }
  }

  var weights: [WeightSlot] {
    (hasGamma ? [WeightSlot("gamma", "scale")] : []) + (hasBeta ? [WeightSlot("beta")] : [])
  }

  private func sampleAxes(of input: Shape) throws(LayerMisfit) -> [Int] {
    var positions: [Int] = []
    for axis in axes { positions.append(try sampleAxis(axis, of: input)) }
    // Weights run along the axes in the order in which they are named.
    guard positions == Set(positions).sorted() else {
      throw .refusal(
        reason: "its axes are not in their order", fix: "name the axes in ascending order")
    }
    return positions
  }

  func weightDimensions(for inputs: [Shape]) throws(LayerMisfit) -> [[Int]] {
    let extents = try sampleAxes(of: inputs[0]).map { inputs[0].dimensions[$0] }
    return weights.map { _ in extents }
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    let axes = try sampleAxes(of: inputs[0])
    let gamma = hasGamma ? weights[0].values : nil
    let beta = hasBeta ? weights[weights.count - 1].values : nil
    return [
      try making { () throws(NeuralNetworkError) -> any Layer in
        switch kind {
        case .layer(let isCentered):
          try LayerNormalization(
            axes: axes, gamma: gamma, beta: beta, epsilon: epsilon, centered: isCentered)
        case .group(let count):
          try GroupNormalization(
            groups: count, axis: axes[0], gamma: gamma, beta: beta, epsilon: epsilon)
        case .rootMeanSquare:
          try RootMeanSquareNormalization(axes: axes, scale: gamma, epsilon: epsilon)
        case .unit: try UnitNormalization(axes: axes)
        }
      }
    ]
  }
}
