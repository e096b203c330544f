/// How many values were at most so large.
struct Histogram: Sendable, Equatable {
  /// Upper bounds, in seconds where the values are durations; one more bucket has no bound.
  static let bounds: [Double] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

  /// Values in each bucket alone.
  private(set) var counts = [Int](repeating: 0, count: bounds.count + 1)
  private(set) var sum = 0.0

  mutating func record(_ value: Double) {
    counts[Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count] += 1
    sum += value
  }

  var count: Int { counts.reduce(0, +) }
}
