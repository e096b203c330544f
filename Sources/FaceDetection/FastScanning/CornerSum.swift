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

  /// Merges the corners of a feature; nil if it is tilted or has another shape, or if its values
  /// might be rounded in `Float`.
  init?(_ feature: CascadeClassifier.HaarFeature) {
    guard !feature.isTilted, feature.rectangles.count <= CascadeLimits.rectangles else {
      return nil
    }
    var terms = Terms()
    var largest = 0.0
    for r in feature.rectangles {
      guard let weight = Int(exactly: r.weight), abs(weight) <= 1 << 16 else { return nil }
      largest += Double(abs(weight)) * Double(r.width * r.height * 255)
      terms.add(weight, r.x, r.y)
      terms.add(-weight, r.x + r.width, r.y)
      terms.add(-weight, r.x, r.y + r.height)
      terms.add(weight, r.x + r.width, r.y + r.height)
    }
    guard largest < 0x1p24 else { return nil }
    for shape in Shape.allCases where shape.factors.count == terms.countOfNonzero {
      for sign in [1, -1] {
        guard let points = terms.points(in: shape, sign: sign) else { continue }
        self.shape = shape
        self.points = points
        self.isNegated = sign < 0
        return
      }
    }
    return nil
  }

  /// Points and their factors; few, and without memory of their own.
  private struct Terms {
    private var points = InlineArray<12, Point>(repeating: Point(x: 0, y: 0))
    private var factors = InlineArray<12, Int>(repeating: 0)
    private var count = 0

    /// Adds to the factor of a point.
    mutating func add(_ factor: Int, _ x: Int, _ y: Int) {
      for i in 0..<count where points[i].x == x && points[i].y == y {
        factors[i] += factor
        return
      }
      points[count] = Point(x: x, y: y)
      factors[count] = factor
      count += 1
    }

    var countOfNonzero: Int {
      var result = 0
      for i in 0..<count where factors[i] != 0 { result += 1 }
      return result
    }

    /// The points in the order of the factors of a shape; nil if the factors differ.
    func points(in shape: Shape, sign: Int) -> [Point]? {
      var result: [Point] = []
      result.reserveCapacity(count)
      // Equal factors follow one another, and each finds its term after that of the one before.
      var (previous, next) = (0, 0)
      for factor in shape.factors {
        if factor != previous { (previous, next) = (factor, 0) }
        while next < count, factors[next] != sign * factor { next += 1 }
        guard next < count else { return nil }
        result.append(points[next])
        next += 1
      }
      return result
    }
  }
}
