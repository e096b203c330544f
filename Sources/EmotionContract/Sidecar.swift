import FoundationEssentials

/// A JSON file beside a model file, of the same name, that declares what the model file does not
/// tell:
///
/// ```json
/// {
///   "labels": ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"],
///   "inputRange": "-1...1",
///   "inputSize": [64, 64],
///   "channels": 1,
///   "mirrored": false
/// }
/// ```
///
/// What is absent is as in `ModelContract.standard`. `inputRange` is `0...1`, `-1...1`, `0...255`,
/// `per-image`, or `{"mean": 127.5, "standardDeviation": 64}` of values 0…255, where three channels
/// may have lists; `inputSize` is rows and columns; `mirrored` classifies each face's mirror image too
/// and takes the mean.
public enum Sidecar {
  /// The sidecar's path: the model's with `json` in place of what follows the last point.
  public static func path(beside model: String) -> String {
    let name = model.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    guard let point = name.lastIndex(of: "."), point != name.startIndex else {
      return model + ".json"
    }
    return String(model[..<point]) + ".json"
  }

  /// The declaration in a JSON text; nil when it is the architecture of a Keras model, which may
  /// have the same name.
  ///
  /// - Parameter file: the file's name, for errors.
  /// - Throws: `SidecarError`.
  public static func declaration(
    in json: [UInt8], file: String
  ) throws(SidecarError) -> ModelDeclaration? {
    guard json.count <= maximumSize else {
      // Only architectures are large.
      return nil
    }
    let members: [String: JSONMember]
    do {
      members = try JSONDecoder().decode([String: JSONMember].self, from: Data(json))
    } catch {
      throw SidecarError(file: file, reason: "found no JSON object, expected one with labels")
    }
    if members["class_name"] != nil || members["config"] != nil || members["layers"] != nil {
      return nil
    }
    var declaration = ModelDeclaration()
    do throws(DeclarationError) {
      for key in members.keys.sorted() {
        guard let value = members[key] else { continue }
        try read(key, value, into: &declaration)
      }
    } catch {
      throw SidecarError(file: file, reason: error.description)
    }
    return declaration
  }

  private static let maximumSize = 1 << 20

  private static func read(
    _ key: String, _ value: JSONMember, into declaration: inout ModelDeclaration
  ) throws(DeclarationError) {
    switch (key, value) {
    case ("labels", .texts(let texts)):
      declaration.labels = try ModelDeclaration.labels(texts)
    case ("inputRange", .text(let text)):
      try declaration.setInputRange(text)
    case ("inputRange", .standardization(let mean, let deviation)):
      guard let range = InputRange(mean: mean, deviation: deviation) else {
        throw DeclarationError(
          key: key, found: "means \(mean) and standard deviations \(deviation)",
          expected: "one of each, or three, with positive deviations")
      }
      declaration.inputRange = range
    case ("inputSize", .numbers(let numbers)) where numbers.count == 2:
      guard let height = Int(exactly: numbers[0]), let width = Int(exactly: numbers[1]) else {
        throw DeclarationError(
          key: key, found: "\(numbers)", expected: "rows and columns, for instance [64, 64]")
      }
      try declaration.setSize(height: height, width: width)
    case ("channels", .number(let number)):
      try declaration.setChannels(Int(exactly: number) ?? 0)
    case ("mirrored", .flag(let flag)):
      declaration.averagesMirrored = flag
    case ("labels", _):
      throw DeclarationError(key: key, found: "something else", expected: "a list of texts")
    case ("inputRange", _):
      throw DeclarationError(
        key: key, found: "something else",
        expected: "\(InputRange.forms), as text, or an object with mean and standardDeviation")
    case ("inputSize", _):
      throw DeclarationError(
        key: key, found: "something else", expected: "rows and columns, for instance [64, 64]")
    case ("channels", _):
      throw DeclarationError(key: key, found: "something else", expected: "1 or 3")
    case ("mirrored", _):
      throw DeclarationError(key: key, found: "something else", expected: "true or false")
    default:
      throw DeclarationError(
        key: key, found: "an unknown key",
        expected: "labels, inputRange, inputSize, channels or mirrored")
    }
  }

  /// A sidecar that declares this contract, for reading and editing.
  public static func text(for contract: ModelContract) -> String {
    let labels = contract.labels.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
    let range =
      switch contract.inputRange {
      case .standardized(let mean, let deviation):
        "{\"mean\": \(numbers(mean)), \"standardDeviation\": \(numbers(deviation))}"
      default: "\"\(contract.inputRange)\""
      }
    return """
      {
        "labels": [\(labels)],
        "inputRange": \(range),
        "inputSize": [\(contract.height), \(contract.width)],
        "channels": \(contract.channels),
        "mirrored": \(contract.averagesMirrored)
      }
      """
  }

  private static func numbers(_ values: [Float]) -> String {
    values.count == 1 ? "\(values[0])" : "\(values)"
  }
}

/// What is wrong with a sidecar.
public struct SidecarError: Error, Sendable, Equatable, CustomStringConvertible {
  public let file: String
  public let reason: String

  /// A file with what is wrong with it.
  public init(file: String, reason: String) {
    self.file = file
    self.reason = reason
  }

  /// All of it in one line, with what to do.
  public var description: String {
    "\(file): \(reason); correct the sidecar, or move it away if it belongs to something else"
  }
}

/// The forms of values that a sidecar has.
private enum JSONMember: Decodable {
  case flag(Bool)
  case text(String)
  case number(Double)
  case texts([String])
  case numbers([Double])
  case standardization(mean: [Float], deviation: [Float])
  case other

  private enum CodingKeys: String, CodingKey {
    case mean, standardDeviation
  }

  init(from decoder: any Decoder) throws {
    if let container = try? decoder.singleValueContainer() {
      if let flag = try? container.decode(Bool.self) {
        self = .flag(flag)
        return
      }
      if let text = try? container.decode(String.self) {
        self = .text(text)
        return
      }
      if let number = try? container.decode(Double.self) {
        self = .number(number)
        return
      }
      if let numbers = try? container.decode([Double].self), !numbers.isEmpty {
        self = .numbers(numbers)
        return
      }
      if let texts = try? container.decode([String].self) {
        self = .texts(texts)
        return
      }
    }
    guard let container = try? decoder.container(keyedBy: CodingKeys.self),
      let mean = Self.floats(container, .mean),
      let deviation = Self.floats(container, .standardDeviation)
    else {
      self = .other
      return
    }
    self = .standardization(mean: mean, deviation: deviation)
  }

  private static func floats(
    _ container: KeyedDecodingContainer<CodingKeys>, _ key: CodingKeys
  ) -> [Float]? {
    if let one = try? container.decode(Float.self, forKey: key) { return [one] }
    return try? container.decode([Float].self, forKey: key)
  }
}
