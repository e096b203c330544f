import NeuralNetwork

/// A graph in the making, with the shapes of its values.
struct GraphBuilder {
  /// Free extents are tried with these; both divide by the usual strides.
  private static let probes = [1024, 1536]

  private var nodes: [Graph.Node] = []
  private var inputs: [Graph.Input] = []
  /// By value number, counted as `Graph` does, the shapes of one sample; two where extents are
  /// free, to tell from their difference which ones.
  private var shapes: [[Shape]] = []
  /// Whether an input has a free extent.
  private(set) var isFree = false

  mutating func addInputs(_ inputs: [Graph.Input]) {
    isFree = inputs.contains { $0.dimensions.contains(nil) }
    self.inputs = inputs
    shapes = inputs.map { input in
      GraphBuilder.probes.prefix(isFree ? 2 : 1).map { probe in
        Shape(input.dimensions.map { $0 ?? probe })
      }
    }
  }

  /// One shape, or two where extents are free.
  func shapes(of value: Int) -> [Shape] { shapes[value] }

  /// The extents of a value, nil where they follow a free extent of the input.
  func dimensions(of value: Int) -> [Int?] {
    guard let first = shapes[value].first, let last = shapes[value].last else { return [] }
    guard first.rank == last.rank else { return first.dimensions }
    return zip(first.dimensions, last.dimensions).map { $0 == $1 ? $0 : nil }
  }

  /// Appends one node per layer, the first with all inputs, and adds their work on one sample.
  ///
  /// - Returns: the number of the last value; of the first input where there is no layer.
  /// - Throws: what the layers say about the shapes.
  mutating func append(
    _ chain: [any Layer], name: String, to inputs: [Int], multiplyAdds: inout Int
  ) throws(NeuralNetworkError) -> Int {
    var inputs = inputs
    for (index, layer) in chain.enumerated() {
      let sources = inputs.map { shapes[$0] }
      var outputs: [Shape] = []
      for probe in 0..<(isFree ? 2 : 1) {
        outputs.append(try layer.outputShape(of: sources.map { $0[probe] }))
      }
      multiplyAdds = multiplyAdds.addingSaturating(layer.multiplyAdds(of: sources.map { $0[0] }))
      nodes.append(
        Graph.Node(
          name: index > 0 ? "\(name)/\(layer.operation)" : name, layer: layer, inputs: inputs))
      shapes.append(outputs)
      inputs = [shapes.count - 1]
    }
    return inputs[0]
  }

  /// - Throws: `NeuralNetworkError.graph`.
  func finished(outputs: [Int]) throws(NeuralNetworkError) -> Graph {
    try Graph(inputs: inputs, nodes: nodes, outputs: outputs)
  }
}

extension Int {
  func addingSaturating(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
