/// Rows and columns of the face that a model takes.
public struct FaceSize: Sendable, Hashable, Codable {
  public let height: Int
  public let width: Int

  /// In pixels.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }
}

/// What somebody says of a model, in a sidecar or by options; nil where nothing is said.
public struct ModelDeclaration: Sendable, Equatable, Codable {
  public var labels: [Emotion]?
  public var inputRange: InputRange?
  public var size: FaceSize?
  public var channels: Int?
  public var averagesMirrored: Bool?

  /// Nothing is said.
  public init() {}

  /// Faces larger than this are no input of any model of faces.
  static let maximumExtent = 1024

  /// Labels as text.
  ///
  /// - Throws: `DeclarationError` when one is unknown or stands twice, or there are fewer than two.
  public static func labels(_ texts: [String]) throws(DeclarationError) -> [Emotion] {
    var labels: [Emotion] = []
    for text in texts {
      guard let emotion = Emotion(label: text) else {
        throw DeclarationError(
          key: "labels", found: "\"\(text)\"",
          expected: Emotion.allCases.map(\.rawValue).joined(separator: ", "))
      }
      guard !labels.contains(emotion) else {
        throw DeclarationError(
          key: "labels", found: "\(emotion.rawValue) twice", expected: "each class once")
      }
      labels.append(emotion)
    }
    guard labels.count >= 2 else {
      throw DeclarationError(
        key: "labels", found: "\(labels.count) of them",
        expected: "one for each output of the model, in their order")
    }
    return labels
  }

  /// Sets size and, where given, channels from `HEIGHTxWIDTH` or `HEIGHTxWIDTHxCHANNELS`.
  ///
  /// - Throws: `DeclarationError`.
  public mutating func setSize(_ text: String) throws(DeclarationError) {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int($0) }
    guard numbers.count == parts.count, (2...3).contains(numbers.count) else {
      throw DeclarationError(
        key: "input size", found: "\"\(text)\"",
        expected: "HEIGHTxWIDTH or HEIGHTxWIDTHxCHANNELS, for instance 64x64")
    }
    try setSize(height: numbers[0], width: numbers[1])
    if numbers.count == 3 { try setChannels(numbers[2]) }
  }

  /// - Throws: `DeclarationError` unless both are 8…1024.
  public mutating func setSize(height: Int, width: Int) throws(DeclarationError) {
    let range = 8...Self.maximumExtent
    guard range.contains(height), range.contains(width) else {
      throw DeclarationError(
        key: "input size", found: "\(height)×\(width)",
        expected: "\(range.lowerBound) to \(range.upperBound)")
    }
    size = FaceSize(height: height, width: width)
  }

  /// - Throws: `DeclarationError` unless it is 1 or 3.
  public mutating func setChannels(_ count: Int) throws(DeclarationError) {
    guard count == 1 || count == 3 else {
      throw DeclarationError(
        key: "channels", found: "\(count)", expected: "1 (gray) or 3 (gray, three times)")
    }
    channels = count
  }

  /// Sets the input range from text.
  ///
  /// - Throws: `DeclarationError`.
  public mutating func setInputRange(_ text: String) throws(DeclarationError) {
    guard let range = InputRange(text) else {
      throw DeclarationError(
        key: "input range", found: "\"\(text)\"", expected: InputRange.forms)
    }
    inputRange = range
  }
}

/// What is wrong with a declaration.
public struct DeclarationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is declared.
  public let key: String
  public let found: String
  public let expected: String

  /// A key with what was found and what was expected.
  public init(key: String, found: String, expected: String) {
    self.key = key
    self.found = found
    self.expected = expected
  }

  /// All of it in one line.
  public var description: String { "\(key): found \(found), expected \(expected)" }
}
