extension CascadeParser {
  /// The cascade that was read, with every index and range checked.
  ///
  /// Source: the specification of the cascade, sections 2.1 and 12.
  func classifier() throws(CascadeError) -> CascadeClassifier {
    try checkKind()
    let width = try required(width, "width", cascadeLine)
    let height = try required(height, "height", cascadeLine)
    guard hasFeatures else { throw missing("features", cascadeLine) }
    guard hasStages, !stages.isEmpty else { throw missing("stages", cascadeLine) }

    var features: [CascadeClassifier.Feature] = []
    features.reserveCapacity(self.features.count)
    for raw in self.features { features.append(try feature(raw, width: width, height: height)) }

    var stages: [CascadeClassifier.Stage] = []
    for raw in self.stages {
      let threshold = try required(raw.threshold, "stageThreshold", raw.line)
      guard raw.hasTrees, !raw.trees.isEmpty else { throw missing("weakClassifiers", raw.line) }
      var trees: [CascadeClassifier.Tree] = []
      trees.reserveCapacity(raw.trees.count)
      for tree in raw.trees { trees.append(try self.tree(tree, featureCount: features.count)) }
      stages.append(CascadeClassifier.Stage(threshold: threshold, trees: trees))
    }
    return CascadeClassifier(
      windowWidth: width, windowHeight: height, stages: stages, features: features)
  }

  private func checkKind() throws(CascadeError) {
    let stageType = try required(stageType, "stageType", cascadeLine)
    guard stageType.word == "BOOST" else {
      throw unsupported(stageType, found: CascadeText.quoted(stageType.word), supported: "BOOST")
    }
    let featureType = try required(featureType, "featureType", cascadeLine)
    guard featureType.word == "HAAR" else {
      throw unsupported(
        featureType, found: CascadeText.quoted(featureType.word), supported: "HAAR")
    }
    if let categoryCount {
      let number = try categoryCount.number()
      guard number == 0 else {
        throw unsupported(
          categoryCount, found: "\(number) categories in a cascade of HAAR features",
          supported: "0")
      }
    }
  }

  private func feature(
    _ raw: RawFeature, width: Int, height: Int
  ) throws(CascadeError) -> CascadeClassifier.Feature {
    guard !raw.isTilted else {
      throw .unsupported(
        file: file, line: raw.line, element: "tilted", found: "a feature tilted by 45 degrees",
        supported: "upright features only")
    }
    guard raw.hasRectangles, !raw.rectangles.isEmpty else { throw missing("rects", raw.line) }
    var rectangles: [CascadeClassifier.WeightedRectangle] = []
    rectangles.reserveCapacity(raw.rectangles.count)
    for rectangle in self.rectangles[raw.rectangles] {
      let numbers = self.numbers[rectangle.numbers]
      let first = numbers.startIndex
      func invalid(_ expected: String) -> CascadeError {
        .invalidValue(
          file: file, line: rectangle.line, element: "rects/_", expected: expected,
          found: numbers.prefix(6).map { "\($0)" }.joined(separator: " "))
      }
      guard numbers.count == 5 else { throw invalid("five numbers: x y width height weight") }
      guard let x = Int(exactly: numbers[first]), let y = Int(exactly: numbers[first + 1]),
        let columns = Int(exactly: numbers[first + 2]), let rows = Int(exactly: numbers[first + 3]),
        x >= 0, y >= 0, columns > 0, rows > 0,
        x < width, y < height, columns <= width - x, rows <= height - y
      else {
        throw invalid("whole numbers: a rectangle inside the window of \(width)×\(height)")
      }
      let weight = Float(numbers[first + 4])
      guard weight.isFinite else { throw invalid("a weight of single precision") }
      rectangles.append(
        .init(x: x, y: y, width: columns, height: rows, weight: weight))
    }
    return CascadeClassifier.Feature(rectangles: rectangles)
  }

  private func tree(
    _ raw: RawTree, featureCount: Int
  ) throws(CascadeError) -> CascadeClassifier.Tree {
    let nodeNumbers = try required(raw.internalNodes, "internalNodes", raw.line)
    let leaves = try required(raw.leafValues, "leafValues", raw.line)
    let first = nodeNumbers.lowerBound
    func invalid(_ element: String, _ expected: String, _ found: String) -> CascadeError {
      .invalidValue(
        file: file, line: raw.line, element: element, expected: expected, found: found)
    }
    guard !nodeNumbers.isEmpty, nodeNumbers.count.isMultiple(of: 4) else {
      throw invalid(
        "internalNodes", "four numbers for each node: left right feature threshold",
        "\(nodeNumbers.count) numbers")
    }
    let count = nodeNumbers.count / 4
    guard leaves.count == count + 1 else {
      throw invalid(
        "leafValues", "\(count + 1) values for \(count) nodes", "\(leaves.count) values")
    }
    func child(_ number: Double, of node: Int) throws(CascadeError) -> CascadeClassifier.Child {
      // A node may lead to later nodes only, so that no walk can go in circles.
      guard let index = Int(exactly: number), index >= -count, index <= 0 || index > node,
        index < count
      else {
        throw invalid(
          "internalNodes",
          "children from \(-count) to 0 (leaves) or above \(node) and below \(count) (nodes)",
          "\(number)")
      }
      return index > 0 ? .node(index) : .leaf(-index)
    }
    var nodes: [CascadeClassifier.Node] = []
    nodes.reserveCapacity(count)
    for i in 0..<count {
      guard let feature = Int(exactly: numbers[first + 4 * i + 2]), feature >= 0,
        feature < featureCount
      else {
        throw invalid(
          "internalNodes", "a feature from 0 to \(featureCount - 1)",
          "\(numbers[first + 4 * i + 2])")
      }
      let threshold = Float(numbers[first + 4 * i + 3])
      guard threshold.isFinite else {
        throw invalid("internalNodes", "a threshold of single precision", "a larger one")
      }
      nodes.append(
        CascadeClassifier.Node(
          feature: feature, threshold: threshold, left: try child(numbers[first + 4 * i], of: i),
          right: try child(numbers[first + 4 * i + 1], of: i)))
    }
    return CascadeClassifier.Tree(nodes: nodes, leaves: numbers[leaves].map { Float($0) })
  }

  private func required<T>(_ value: T?, _ name: String, _ line: Int) throws(CascadeError) -> T {
    guard let value else { throw missing(name, line) }
    return value
  }

  private func missing(_ name: String, _ line: Int) -> CascadeError {
    .missingElement(file: file, line: line, element: name)
  }

  private func unsupported(
    _ text: CascadeText, found: String, supported: String
  ) -> CascadeError {
    .unsupported(
      file: file, line: text.line, element: text.element, found: found, supported: supported)
  }
}
