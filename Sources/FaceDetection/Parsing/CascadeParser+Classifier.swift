extension CascadeParser {
  /// The cascade that was read, with every index and range checked.
  ///
  /// Source: the specification of the cascade, sections 2.1 and 12.
  func classifier() throws(CascadeError) -> CascadeClassifier {
    let kind = try kind()
    let (width, height) = try window(kind)
    if kind != .haartraining {
      guard hasFeatures else { throw missing("features", cascadeLine) }
    }
    guard hasStages, !stages.isEmpty else { throw missing("stages", cascadeLine) }
    let features = try self.features(kind, width: width, height: height)

    var stages: [CascadeClassifier.Stage] = []
    for raw in self.stages {
      let threshold = try required(raw.threshold, "stageThreshold", raw.line)
      guard raw.hasTrees, !raw.trees.isEmpty else {
        throw missing(kind == .haartraining ? "trees" : "weakClassifiers", raw.line)
      }
      var trees: [CascadeClassifier.Tree] = []
      trees.reserveCapacity(raw.trees.count)
      for tree in raw.trees {
        trees.append(try self.tree(tree, kind: kind, featureCount: features.count))
      }
      stages.append(CascadeClassifier.Stage(threshold: threshold, trees: trees))
    }
    return CascadeClassifier(
      windowWidth: width, windowHeight: height, stages: stages, features: features)
  }

  /// The formats that are read.
  enum Kind {
    case haar, localBinaryPatterns
    /// The older format, of Haar features too.
    case haartraining

    /// How many numbers a node has in the newer format.
    var nodeNumbers: Int {
      self == .localBinaryPatterns ? 3 + CascadeClassifier.CodeSet.wordCount : 4
    }
  }

  private func kind() throws(CascadeError) -> Kind {
    // As OpenCV tells them apart.
    guard let stageType else {
      guard windowSize != nil else { throw missing("stageType", cascadeLine) }
      return .haartraining
    }
    guard stageType.word == "BOOST" else {
      throw unsupported(stageType, found: CascadeText.quoted(stageType.word), supported: "BOOST")
    }
    let featureType = try required(featureType, "featureType", cascadeLine)
    let kind: Kind
    switch featureType.word {
    case "HAAR": kind = .haar
    case "LBP": kind = .localBinaryPatterns
    default:
      throw unsupported(
        featureType, found: CascadeText.quoted(featureType.word), supported: "HAAR and LBP")
    }
    let expected = kind == .haar ? 0 : 256
    if let categoryCount {
      let number = try categoryCount.number()
      guard number == Double(expected) else {
        throw unsupported(
          categoryCount, found: "\(number) categories in a cascade of \(featureType.word) features",
          supported: "\(expected)")
      }
    } else if kind == .localBinaryPatterns {
      throw missing("maxCatCount", cascadeLine)
    }
    return kind
  }

  /// The number of columns and of rows of the window.
  private func window(_ kind: Kind) throws(CascadeError) -> (width: Int, height: Int) {
    guard kind == .haartraining, let windowSize else {
      return (
        try required(width, "width", cascadeLine), try required(height, "height", cascadeLine)
      )
    }
    let sides = try windowSize.numbers().map { Int(exactly: $0) }
    guard sides.count == 2, let width = sides[0], let height = sides[1],
      CascadeLimits.windowSide.contains(width), CascadeLimits.windowSide.contains(height)
    else {
      let range = CascadeLimits.windowSide
      throw windowSize.invalid(
        expected: "two whole numbers from \(range.lowerBound) to \(range.upperBound)",
        found: CascadeText.quoted(windowSize.word))
    }
    return (width, height)
  }

  func required<T>(_ value: T?, _ name: String, _ line: Int) throws(CascadeError) -> T {
    guard let value else { throw missing(name, line) }
    return value
  }

  func missing(_ name: String, _ line: Int) -> CascadeError {
    .missingElement(file: file, line: line, element: name)
  }

  private func unsupported(
    _ text: CascadeText, found: String, supported: String
  ) -> CascadeError {
    .unsupported(
      file: file, line: text.line, element: text.element, found: found, supported: supported)
  }
}
