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
    var factors: [Point: Int] = [:]
    var largest = 0.0
    for r in feature.rectangles {
      guard let weight = Int(exactly: r.weight), abs(weight) <= 1 << 16 else { return nil }
      largest += Double(abs(weight)) * Double(r.width * r.height * 255)
      factors[Point(x: r.x, y: r.y), default: 0] += weight
      factors[Point(x: r.x + r.width, y: r.y), default: 0] -= weight
      factors[Point(x: r.x, y: r.y + r.height), default: 0] -= weight
      factors[Point(x: r.x + r.width, y: r.y + r.height), default: 0] += weight
    }
    guard largest < 0x1p24 else { return nil }
    let terms = factors.filter { $0.value != 0 }
      .sorted { ($0.key.y, $0.key.x) < ($1.key.y, $1.key.x) }
    for shape in Shape.allCases {
      for sign in [1, -1] {
        var points: [Point] = []
        for factor in [1, -1, 2, -2, 3, -3, 4] where shape.factors.contains(factor) {
          points += terms.filter { $0.value == sign * factor }.map(\.key)
        }
        let found = terms.map { $0.value * sign }.sorted()
        if found == shape.factors.sorted() {
          self.shape = shape
          self.points = points
          self.isNegated = sign < 0
          return
        }
      }
    }
    return nil
  }
}
