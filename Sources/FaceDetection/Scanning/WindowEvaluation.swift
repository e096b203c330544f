import Imaging

/// The evaluation of a cascade in one window after the other of a level.
///
/// Source: the specification of the cascade, sections 7 and 8.
struct WindowEvaluation {
  enum Outcome: Equatable {
    case passed
    case rejected(stage: Int)
    /// The standard deviation is at most about 10 gray levels; Haar features only.
    case flat
  }

  private let classifier: CascadeClassifier
  private let integrals: PlainIntegralImages

  init(of classifier: CascadeClassifier, in image: GrayImage) {
    self.classifier = classifier
    var hasTilted = false
    if case .haar(let features) = classifier.features {
      hasTilted = features.contains(where: \.isTilted)
    }
    integrals = PlainIntegralImages(of: image, hasTilted: hasTilted)
  }

  /// Evaluates the window whose upper left corner is the pixel (x, y).
  func run(x: Int, y: Int) -> Outcome {
    switch classifier.features {
    case .haar(let features):
      guard let factor = normalisation(x: x, y: y) else { return .flat }
      return run { node in
        guard case .isLess(let threshold) = node.test else { return false }
        return value(of: features[node.feature], x: x, y: y) * factor < threshold
      }
    case .localBinaryPatterns(let patterns):
      return run { node in
        guard case .isAmong(let codes) = node.test else { return false }
        return codes.contains(code(of: patterns[node.feature], x: x, y: y))
      }
    }
  }

  private func run(_ goesLeft: (CascadeClassifier.Node) -> Bool) -> Outcome {
    for (index, stage) in classifier.stages.enumerated() {
      var sum = 0.0
      for tree in stage.trees {
        var node = tree.nodes[0]
        walk: while true {
          switch goesLeft(node) ? node.left : node.right {
          case .node(let next): node = tree.nodes[next]
          case .leaf(let leaf):
            sum += Double(tree.leaves[leaf])
            break walk
          }
        }
      }
      if sum < Double(stage.threshold) { return .rejected(stage: index) }
    }
    return .passed
  }

  /// The factor that makes Haar features independent of contrast; nil if the window is flat.
  private func normalisation(x: Int, y: Int) -> Float? {
    let (width, height) = (classifier.windowWidth - 2, classifier.windowHeight - 2)
    let area = Double(width * height)
    let sum = Double(integrals.sum(x: x + 1, y: y + 1, width: width, height: height))
    let square = Double(integrals.squareSum(x: x + 1, y: y + 1, width: width, height: height))
    let variance = area * square - sum * sum
    guard variance > 0 else { return nil }
    let factor = Float(1.0 / variance.squareRoot())
    return area * Double(factor) < 0.1 ? factor : nil
  }

  private func value(of feature: CascadeClassifier.HaarFeature, x: Int, y: Int) -> Float {
    var value: Float = 0
    for (i, r) in feature.rectangles.enumerated() {
      let sum =
        feature.isTilted
        ? integrals.tiltedSum(x: x + r.x, y: y + r.y, width: r.width, height: r.height)
        : integrals.sum(x: x + r.x, y: y + r.y, width: r.width, height: r.height)
      let term = r.weight * Float(sum)
      // The third is left out if its weight is 0; the sum starts with the first.
      value = i == 0 ? term : i == 2 && r.weight == 0 ? value : value + term
    }
    return value
  }

  private func code(of pattern: CascadeClassifier.LocalBinaryPattern, x: Int, y: Int) -> UInt8 {
    func cell(_ column: Int, _ row: Int) -> Int32 {
      integrals.sum(
        x: x + pattern.x + column * pattern.width, y: y + pattern.y + row * pattern.height,
        width: pattern.width, height: pattern.height)
    }
    let center = cell(1, 1)
    var code: UInt8 = 0
    for (column, row) in CascadeClassifier.LocalBinaryPattern.neighbors {
      code = code << 1 | (cell(column, row) >= center ? 1 : 0)
    }
    return code
  }
}
