extension CascadeParser {
  /// A tree that was read; every child comes after its parent, so that no walk goes in circles.
  ///
  /// Source: the specification of the cascade, sections 2 and 12.
  func tree(
    _ raw: RawTree, kind: Kind, featureCount: Int
  ) throws(CascadeError) -> CascadeClassifier.Tree {
    if kind == .haartraining { return try tree(ofNodes: raw) }
    let nodeNumbers = try required(raw.internalNodes, "internalNodes", raw.line)
    let leaves = try required(raw.leafValues, "leafValues", raw.line)
    let size = kind.nodeNumbers
    guard !nodeNumbers.isEmpty, nodeNumbers.count.isMultiple(of: size) else {
      throw invalid(
        raw.line, "internalNodes",
        kind == .haar
          ? "four numbers for each node: left right feature threshold"
          : "\(size) numbers for each node: left right feature and eight words of codes",
        "\(nodeNumbers.count) numbers")
    }
    let count = nodeNumbers.count / size
    guard leaves.count == count + 1 else {
      throw invalid(
        raw.line, "leafValues", "\(count + 1) values for \(count) nodes",
        "\(leaves.count) values")
    }
    var nodes: [CascadeClassifier.Node] = []
    nodes.reserveCapacity(count)
    for i in 0..<count {
      let record = numbers[nodeNumbers].dropFirst(i * size).prefix(size)
      let first = record.startIndex
      guard let feature = Int(exactly: record[first + 2]), feature >= 0, feature < featureCount
      else {
        throw invalid(
          raw.line, "internalNodes", "a feature from 0 to \(featureCount - 1)",
          "\(record[first + 2])")
      }
      func child(_ number: Double) throws(CascadeError) -> CascadeClassifier.Child {
        guard let index = Int(exactly: number), index >= -count, index <= 0 || index > i,
          index < count
        else {
          throw invalid(
            raw.line, "internalNodes",
            "children from \(-count) to 0 (leaves) or above \(i) and below \(count) (nodes)",
            "\(number)")
        }
        return index > 0 ? .node(index) : .leaf(-index)
      }
      nodes.append(
        CascadeClassifier.Node(
          feature: feature, test: try test(record.dropFirst(3), kind, raw.line),
          left: try child(record[first]), right: try child(record[first + 1])))
    }
    return CascadeClassifier.Tree(nodes: nodes, leaves: numbers[leaves].map { Float($0) })
  }

  private func test(
    _ numbers: ArraySlice<Double>, _ kind: Kind, _ line: Int
  ) throws(CascadeError) -> CascadeClassifier.Test {
    if kind == .haar {
      let threshold = Float(numbers[numbers.startIndex])
      guard threshold.isFinite else {
        throw invalid(line, "internalNodes", "a threshold of single precision", "a larger one")
      }
      return .isLess(threshold)
    }
    var words = SIMD8<UInt32>(repeating: 0)
    for (i, number) in numbers.enumerated() {
      guard let word = Int32(exactly: number) else {
        throw invalid(
          line, "internalNodes", "words of codes: whole numbers of 32 bits", "\(number)")
      }
      words[i] = UInt32(bitPattern: word)
    }
    return .isAmong(.init(words: words))
  }

  /// A tree of the older format: leaves are numbered left before right, node by node.
  private func tree(ofNodes raw: RawTree) throws(CascadeError) -> CascadeClassifier.Tree {
    guard !raw.nodes.isEmpty else { throw missing("_", raw.line) }
    let count = raw.nodes.count
    var nodes: [CascadeClassifier.Node] = []
    var leaves: [Float] = []
    nodes.reserveCapacity(count)
    for (i, node) in raw.nodes.enumerated() {
      func child(_ raw: RawChild?, _ side: String) throws(CascadeError) -> CascadeClassifier.Child {
        switch try required(raw, "\(side)_val", node.line) {
        case .leaf(let value):
          leaves.append(value)
          return .leaf(leaves.count - 1)
        case .node(let number):
          guard let index = Int(exactly: number), index > i, index < count else {
            throw invalid(
              node.line, "\(side)_node", "a node above \(i) and below \(count)", "\(number)")
          }
          return .node(index)
        }
      }
      nodes.append(
        CascadeClassifier.Node(
          feature: try required(node.feature, "feature", node.line),
          test: .isLess(try required(node.threshold, "threshold", node.line)),
          left: try child(node.left, "left"), right: try child(node.right, "right")))
    }
    return CascadeClassifier.Tree(nodes: nodes, leaves: leaves)
  }

  private func invalid(
    _ line: Int, _ element: String, _ expected: String, _ found: String
  ) -> CascadeError {
    .invalidValue(file: file, line: line, element: element, expected: expected, found: found)
  }
}
