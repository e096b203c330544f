@testable import NeuralNetwork

extension Graph {
  /// A chain of layers behind one input.
  static func chain(_ input: Shape, _ layers: [any Layer]) throws -> Graph {
    try Graph(
      inputs: [Input(name: "input", dimensions: input.dimensions)],
      nodes: layers.enumerated().map { index, layer in
        Node(name: "node\(index)", layer: layer, inputs: [index])
      },
      outputs: [layers.count])
  }

  /// Plans and runs once.
  func predict(_ input: [Float], batch: Int) throws -> [Float] {
    try Plan(self, maximumBatch: batch).makeContext().predict(input, batch: batch)
  }
}

/// Runs a single layer on `batch` samples.
func run(_ layer: any Layer, on input: [Float], shape: Shape, batch: Int) throws -> [Float] {
  try Graph.chain(shape, [layer]).predict(input, batch: batch)
}
