import Keras

/// The weights of one layer, as text or JSON.
struct LayerDump: Encodable {
  struct Weight: Encodable {
    let name: String
    let dimensions: [Int]
    let values: [Float]
  }

  let layer: String
  let weights: [Weight]

  init(_ weights: LayerWeights) {
    layer = weights.layer
    self.weights = weights.weights.map {
      Weight(name: $0.name, dimensions: $0.tensor.dimensions, values: $0.tensor.values)
    }
  }

  /// A line for each row of the last axis.
  var text: String {
    weights.map { weight in
      let row = max(1, weight.dimensions.last ?? 1)
      let lines = stride(from: 0, to: weight.values.count, by: row).map { start in
        weight.values[start..<min(start + row, weight.values.count)].map { "\($0)" }
          .joined(separator: " ")
      }
      return (["\(layer) \(weight.name) \(ReportText.words(for: weight.dimensions))"] + lines)
        .joined(separator: "\n")
    }.joined(separator: "\n\n")
  }
}
