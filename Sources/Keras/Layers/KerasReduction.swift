import NeuralNetwork

/// The operations `Mean`, `Sum`, `Max` and `Min` of Keras 3 (specs/keras-h5.md §8.6).
struct KerasReduction: KerasLayer {
  private let kind: Reduction.Kind
  private let axes: [Int]
  private let keepDimensions: Bool

  init(_ settings: inout LayerSettings) throws(KerasError) {
    switch settings.className {
    case "Sum": kind = .sum
    case "Max": kind = .maximum
    case "Min": kind = .minimum
    default: kind = .mean
    }
    axes = try settings.axes("axis") ?? []
    keepDimensions = try settings.boolean("keepdims", default: false)
  }

  init(kind: Reduction.Kind, axes: [Int], keepDimensions: Bool) {
    self.kind = kind
    self.axes = axes
    self.keepDimensions = keepDimensions
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    guard !axes.isEmpty else {
      throw .refusal(
        reason: "it reduces the batch too", fix: "name the axes and save the model again")
    }
    var positions: [Int] = []
    for axis in axes { positions.append(try sampleAxis(axis, of: inputs[0])) }
    return [
      try making { () throws(NeuralNetworkError) in
        try Reduction(kind: kind, axes: positions, keepDimensions: keepDimensions)
      }
    ]
  }
}
