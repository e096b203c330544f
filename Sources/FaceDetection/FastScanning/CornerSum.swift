/// A Haar feature as a sum over points of the integral image.
///
/// Rectangles that share corners are merged: the three shapes of Haar features need 6, 8 and 9
/// points instead of 8, 8 and 12. All sums are integers that `Float` holds exactly, so that they
/// are the values that the specification computes in `Float`.
struct CornerSum: Sendable, Equatable {
  /// The shapes for which there are kernels, with the factors of their points in order.
  enum Shape: Int, Sendable, CaseIterable {
    /// Two halves: 1, 1, -1, -1, 2, -2.
    case halves
    /// A third in the middle: 1, 1, -1, -1, 3, 3, -3, -3.
    case thirds
    /// Two quarters: 1, 1, 1, 1, -2, -2, -2, -2, 4.
    case quarters

    var factors: [Int] {
      switch self {
      case .halves: [1, 1, -1, -1, 2, -2]
      case .thirds: [1, 1, -1, -1, 3, 3, -3, -3]
      case .quarters: [1, 1, 1, 1, -2, -2, -2, -2, 4]
      }
    }
  }

  /// A point of the integral image relative to the window.
  struct Point: Sendable, Hashable {
    var x: Int
    var y: Int
  }

  let shape: Shape
  /// The points in the order of the factors of the shape.
  let points: [Point]
  /// Whether the feature is minus the sum.
  let isNegated: Bool

  /// Merges the corners of a feature; nil if it has another shape, or if its values might be
  /// rounded in `Float`.
  init?(_ feature: CascadeClassifier.Feature) {
    var terms: [(point: Point, factor: Int)] = []
    func add(_ factor: Int, _ x: Int, _ y: Int) {
      if let index = terms.firstIndex(where: { $0.point.x == x && $0.point.y == y }) {
        terms[index].factor += factor
      } else {
        terms.append((Point(x: x, y: y), factor))
      }
    }
    var largest = 0.0
    for r in feature.rectangles {
      guard let weight = Int(exactly: r.weight), abs(weight) <= 1 << 16 else { return nil }
      largest += Double(abs(weight)) * Double(r.width * r.height * 255)
      add(weight, r.x, r.y)
      add(-weight, r.x + r.width, r.y)
      add(-weight, r.x, r.y + r.height)
      add(weight, r.x + r.width, r.y + r.height)
    }
    guard largest < 0x1p24 else { return nil }
    terms.removeAll { $0.factor == 0 }
    for shape in Shape.allCases where shape.factors.count == terms.count {
      for sign in [1, -1] {
        guard let points = Self.points(of: terms, in: shape, sign: sign) else { continue }
        self.shape = shape
        self.points = points
        self.isNegated = sign < 0
        return
      }
    }
    return nil
  }

  /// The points of terms in the order of the factors of a shape; nil if the factors differ.
  private static func points(
    of terms: [(point: Point, factor: Int)], in shape: Shape, sign: Int
  ) -> [Point]? {
    var rest = terms
    var points: [Point] = []
    for factor in shape.factors {
      guard let index = rest.firstIndex(where: { $0.factor == sign * factor }) else { return nil }
      points.append(rest.remove(at: index).point)
    }
    return points
  }
}
