extension Graph {
  /// The graph in which additions of two values of one shape are done by the layer that makes one
  /// of them for nobody else. Shapes must be known: with a free input nothing is fused.
  func withFusedAdditions() -> Graph {
    guard let shapes = knownShapes() else { return self }
    let readers = readerCounts()
    var nodes = nodes
    var isKept = [Bool](repeating: true, count: nodes.count)
    for (index, node) in nodes.enumerated() {
      guard let merge = node.layer as? Merge, merge.kind == .addition, node.inputs.count == 2,
        shapes[node.inputs[0]] == shapes[node.inputs[1]]
      else { continue }
      // The later producer first: the other value is there when it runs.
      for value in node.inputs.sorted(by: >) {
        let other = node.inputs[0] == value ? node.inputs[1] : node.inputs[0]
        let producer = value - inputs.count
        guard producer >= 0, readers[value] == 1,
          let base = nodes[producer].layer as? any EpilogueLayer,
          let fused = FusedLayer(base, addsInput: true, activation: merge.activation)
        else { continue }
        nodes[index] = Node(
          name: nodes[producer].name, layer: fused, inputs: nodes[producer].inputs + [other])
        isKept[producer] = false
        break
      }
    }
    return Graph(rewriting: self, nodes: nodes, outputs: outputs).keeping { isKept[$0] }
  }

  /// The shapes of all values; nil where an input is free or a layer refuses what it gets.
  private func knownShapes() -> [Shape]? {
    var shapes: [Shape] = []
    for input in inputs {
      let known = input.dimensions.compactMap { $0 }
      guard known.count == input.dimensions.count else { return nil }
      shapes.append(Shape(known))
    }
    for node in nodes {
      guard let shape = try? node.layer.outputShape(of: node.inputs.map { shapes[$0] }) else {
        return nil
      }
      shapes.append(shape)
    }
    return shapes
  }
}
