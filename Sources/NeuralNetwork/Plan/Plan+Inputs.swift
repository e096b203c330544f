extension Plan {
  /// The shapes of the inputs: the given ones when they fit the graph's, otherwise the graph's own.
  static func resolve(
    _ given: [Shape]?, of graph: Graph
  ) throws(NeuralNetworkError) -> [Shape] {
    if let given, given.count != graph.inputs.count {
      throw .graph("got \(given.count) input shapes; the graph has \(graph.inputs.count) inputs")
    }
    guard !graph.inputs.isEmpty else { throw .graph("the graph has no input") }
    var shapes: [Shape] = []
    for (index, input) in graph.inputs.enumerated() {
      let wanted = Self.describe(input.dimensions)
      let shape: Shape
      if let given {
        shape = given[index]
        let fits =
          shape.rank == input.dimensions.count
          && zip(input.dimensions, shape.dimensions).allSatisfy { $0 == nil || $0 == $1 }
        guard fits else {
          throw .graph("input \(input.name) is \(wanted); it cannot be planned for \(shape)")
        }
      } else {
        let known = input.dimensions.compactMap { $0 }
        guard known.count == input.dimensions.count else {
          throw .graph("input \(input.name) is \(wanted): give a shape for its free dimensions")
        }
        shape = Shape(known)
      }
      guard shape.isUsable else {
        throw .graph("input \(input.name) is \(shape); it must have 1 to \(Extents.maximum) values")
      }
      shapes.append(shape)
    }
    return shapes
  }

  private static func describe(_ dimensions: [Int?]) -> String {
    "(" + dimensions.map { $0.map { String($0) } ?? "any" }.joined(separator: ", ") + ")"
  }
}
