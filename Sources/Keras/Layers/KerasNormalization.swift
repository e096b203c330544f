import NeuralNetwork

/// `Normalization`, with its statistics in the configuration or among the weights.
struct KerasNormalization: KerasLayer {
  private let axes: [Int]
  private let mean: [Float]?
  private let variance: [Float]?
  private let invert: Bool

  init(_ settings: inout LayerSettings) throws(KerasError) {
    // Null is the statistics of all values together; the key is always written.
    axes = try settings.axes("axis") ?? []
    mean = try settings.floats("mean")
    variance = try settings.floats("variance")
    invert = try settings.boolean("invert", default: false)
    guard (mean == nil) == (variance == nil) else {
      throw settings.malformed("variance", nil, "both mean and variance, or neither")
    }
  }

  var weights: [WeightSlot] {
    if mean != nil { return [] }
    return [
      WeightSlot("mean", isTrained: false), WeightSlot("variance", isTrained: false),
      WeightSlot("count", isTrained: false),
    ]
  }

  func weightDimensions(for inputs: [Shape]) throws(LayerMisfit) -> [[Int]] {
    var kept: [Int] = []
    for axis in try sampleAxes(of: inputs[0]) { kept.append(inputs[0].dimensions[axis]) }
    return [kept, kept, []]
  }

  private func sampleAxes(of input: Shape) throws(LayerMisfit) -> [Int] {
    var positions: [Int] = []
    for axis in axes { positions.append(try sampleAxis(axis, of: input)) }
    guard positions == Set(positions).sorted() else {
      throw .refusal(
        reason: "its axes are not in their order", fix: "name the axes in ascending order")
    }
    return positions
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    let axes = try sampleAxes(of: inputs[0])
    return [
      try making { () throws(NeuralNetworkError) in
        try Normalization(
          mean: mean ?? weights[0].values, variance: variance ?? weights[1].values, axes: axes,
          invert: invert)
      }
    ]
  }
}
