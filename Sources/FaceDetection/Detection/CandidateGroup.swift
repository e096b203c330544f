import Imaging

/// Similar candidates that were joined, and their mean.
///
/// Source: the specification of the cascade, section 9, with an eps of 0.2.
struct CandidateGroup {
  /// How different similar rectangles may be, as a part of their mean side.
  static let tolerance = 0.2

  private var x = 0
  private var y = 0
  private var width = 0
  private var height = 0
  /// How many candidates were joined.
  private(set) var count = 0
  /// The mean of the candidates; valid after ``average()``.
  private(set) var rectangle = Rectangle(x: 0, y: 0, width: 0, height: 0)

  mutating func add(_ candidate: Rectangle) {
    x += candidate.x
    y += candidate.y
    width += candidate.width
    height += candidate.height
    count += 1
  }

  /// Computes the mean as OpenCV rounds it.
  mutating func average() {
    let reciprocal = 1 / Float(count)
    func mean(_ sum: Int) -> Int { Int((Float(sum) * reciprocal).rounded(.toNearestOrEven)) }
    rectangle = Rectangle(x: mean(x), y: mean(y), width: mean(width), height: mean(height))
  }

  /// Whether the rectangle lies inside that of another group that is stronger, with its margins.
  func isHidden(by other: CandidateGroup) -> Bool {
    let inner = rectangle
    let outer = other.rectangle
    let dx = Self.margin(outer.width)
    let dy = Self.margin(outer.height)
    return inner.x >= outer.x - dx && inner.y >= outer.y - dy
      && inner.maximumX <= outer.maximumX + dx && inner.maximumY <= outer.maximumY + dy
      && other.count >= countThatHides
  }

  /// The least count of a group that can hide this one.
  ///
  /// OpenCV: more than this one's and more than 3, or any if this one has fewer than 3.
  var countThatHides: Int { count < 3 ? 1 : count + 1 }

  /// How far beyond its edges a group with such a side hides others.
  static func margin(_ side: Int) -> Int {
    Int((Double(side) * tolerance).rounded(.toNearestOrEven))
  }

  /// Whether two candidates belong to one group.
  @inline(__always)
  static func areSimilar(_ a: Rectangle, _ b: Rectangle) -> Bool {
    let reach = reach(
      Size(width: min(a.width, b.width), height: min(a.height, b.height)))
    return Double(abs(a.x - b.x)) <= reach && Double(abs(a.y - b.y)) <= reach
      && Double(abs(a.maximumX - b.maximumX)) <= reach
      && Double(abs(a.maximumY - b.maximumY)) <= reach
  }

  /// How far apart the edges of two similar candidates may be, of which none is wider or higher
  /// than `smaller`.
  @inline(__always)
  static func reach(_ smaller: Size) -> Double {
    tolerance * Double(smaller.width + smaller.height) * 0.5
  }
}
