import EmotionContract

/// The seven classes of visible expression, in the order of the contract (specs/service.md §1).
public typealias Emotion = EmotionContract.Emotion

/// One value for each emotion, in the order of `Emotion.allCases`.
public struct EmotionValues: Sendable, Equatable {
  public private(set) var values: [Double]

  /// All zero.
  public init() {
    values = [Double](repeating: 0, count: Emotion.allCases.count)
  }

  /// Takes the first seven of the given values, in the order of `Emotion.allCases`; missing ones
  /// are zero.
  public init(_ given: some Sequence<Double>) {
    self.init()
    for (index, value) in given.prefix(values.count).enumerated() { values[index] = value }
  }

  public subscript(emotion: Emotion) -> Double {
    get { values[emotion.index] }
    set { values[emotion.index] = newValue }
  }

  /// The emotion with the largest value; the first of equals.
  public var dominant: Emotion {
    var best = Emotion.angry
    for emotion in Emotion.allCases where self[emotion] > self[best] { best = emotion }
    return best
  }
}

extension EmotionValues: Codable {
  /// - Throws: `DecodingError` unless there is one value for each emotion.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let given = try container.decode([Double].self)
    guard given.count == Emotion.allCases.count else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(given.count) values, expected one for each emotion")
    }
    self.init(given)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(values)
  }
}
