/// Probabilities as whole percentages that sum to exactly 100 (largest remainder method).
public struct EmotionPercentages: Sendable, Equatable {
  private let values: [Int]

  /// - Parameter probabilities: not negative; they need not sum to one. All zero gives all
  ///   neutral, so that the sum holds.
  public init(_ probabilities: EmotionValues) {
    let total = probabilities.values.reduce(0, +)
    guard total > 0, total.isFinite else {
      values = Emotion.allCases.map { $0 == .neutral ? 100 : 0 }
      return
    }
    let exact = probabilities.values.map { 100 * $0 / total }
    var whole = exact.map { Int($0.rounded(.down)) }
    let missing = 100 - whole.reduce(0, +)
    // Largest remainder first; the class order decides between equals, so that the result does not
    // depend on the sort.
    let order = exact.indices.sorted { first, second in
      let one = exact[first] - exact[first].rounded(.down)
      let other = exact[second] - exact[second].rounded(.down)
      return one == other ? first < second : one > other
    }
    for index in order.prefix(max(0, missing)) { whole[index] += 1 }
    values = whole
  }

  public subscript(emotion: Emotion) -> Int { values[emotion.index] }

  /// Largest first; the class order decides between equals.
  public var ranked: [(emotion: Emotion, percent: Int)] {
    Emotion.allCases.map { ($0, self[$0]) }
      .sorted { $0.1 == $1.1 ? $0.0.index < $1.0.index : $0.1 > $1.1 }
  }
}
