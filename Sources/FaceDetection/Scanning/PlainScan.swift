import Imaging

/// The search as the specification words it, one window after the other: what the fast search is
/// tested against.
///
/// Source: the specification of the cascade, sections 5 to 7.
package enum PlainScan {
  /// The windows that pass all stages, by level, row and column.
  package static func candidates(
    in image: GrayImage, classifier: CascadeClassifier, levels: [ScanLevel]
  ) -> [Rectangle] {
    var candidates: [Rectangle] = []
    for level in levels {
      let reduced = image.resizedExactly(width: level.width, height: level.height)
      let sums = PlainSums(of: reduced)
      for y in stride(from: 0, to: level.rowEnd, by: level.step) {
        var x = 0
        while x < level.columnEnd {
          switch sums.run(classifier, x: x, y: y) {
          case .passed: candidates.append(level.rectangle(x: x, y: y))
          // OpenCV skips the right neighbour of a window that fails at once.
          case .rejected(stage: 0): x += level.step
          case .rejected, .flat: break
          }
          x += level.step
        }
      }
    }
    return candidates
  }
}

/// The integral images of an image, and the evaluation of one window.
struct PlainSums {
  enum Outcome: Equatable {
    case passed
    case rejected(stage: Int)
    /// The standard deviation is at most about 10 gray levels.
    case flat
  }

  let pitch: Int
  /// At row Y and column X, the sum of the pixels above and to the left.
  private(set) var sums: [Int32]
  /// The same of the squares, modulo 2³².
  private(set) var squares: [UInt32]

  init(of image: GrayImage) {
    pitch = image.width + 1
    sums = [Int32](repeating: 0, count: pitch * (image.height + 1))
    squares = [UInt32](repeating: 0, count: pitch * (image.height + 1))
    for y in 0..<image.height {
      var sum: Int32 = 0
      var square: UInt32 = 0
      for x in 0..<image.width {
        let pixel = image.pixels[y * image.width + x]
        sum &+= Int32(pixel)
        square &+= UInt32(pixel) * UInt32(pixel)
        let above = y * pitch + x + 1
        sums[above + pitch] = sums[above] &+ sum
        squares[above + pitch] = squares[above] &+ square
      }
    }
  }

  func sum(x: Int, y: Int, width: Int, height: Int) -> Int32 {
    let top = y * pitch + x
    let bottom = top + height * pitch
    return sums[top] &- sums[top + width] &- sums[bottom] &+ sums[bottom + width]
  }

  func squareSum(x: Int, y: Int, width: Int, height: Int) -> UInt32 {
    let top = y * pitch + x
    let bottom = top + height * pitch
    return squares[top] &- squares[top + width] &- squares[bottom] &+ squares[bottom + width]
  }

  /// The factor that makes features independent of contrast; nil if the window is flat.
  func normalisation(x: Int, y: Int, width: Int, height: Int) -> Float? {
    let area = Double((width - 2) * (height - 2))
    let sum = Double(sum(x: x + 1, y: y + 1, width: width - 2, height: height - 2))
    let square = Double(squareSum(x: x + 1, y: y + 1, width: width - 2, height: height - 2))
    let variance = area * square - sum * sum
    guard variance > 0 else { return nil }
    let factor = Float(1.0 / variance.squareRoot())
    return area * Double(factor) < 0.1 ? factor : nil
  }

  func run(_ classifier: CascadeClassifier, x: Int, y: Int) -> Outcome {
    guard
      let factor = normalisation(
        x: x, y: y, width: classifier.windowWidth, height: classifier.windowHeight)
    else { return .flat }
    for (index, stage) in classifier.stages.enumerated() {
      var sum = 0.0
      for tree in stage.trees {
        sum += Double(leaf(of: tree, classifier, x: x, y: y, factor: factor))
      }
      if sum < Double(stage.threshold) { return .rejected(stage: index) }
    }
    return .passed
  }

  private func leaf(
    of tree: CascadeClassifier.Tree, _ classifier: CascadeClassifier, x: Int, y: Int,
    factor: Float
  ) -> Float {
    var index = 0
    while true {
      let node = tree.nodes[index]
      let value = value(of: classifier.features[node.feature], x: x, y: y) * factor
      switch value < node.threshold ? node.left : node.right {
      case .node(let next): index = next
      case .leaf(let leaf): return tree.leaves[leaf]
      }
    }
  }

  private func value(of feature: CascadeClassifier.Feature, x: Int, y: Int) -> Float {
    var value: Float = 0
    for (i, r) in feature.rectangles.enumerated() {
      let term = r.weight * Float(sum(x: x + r.x, y: y + r.y, width: r.width, height: r.height))
      // The third is left out if its weight is 0; the sum starts with the first.
      value = i == 0 ? term : i == 2 && r.weight == 0 ? value : value + term
    }
    return value
  }
}
