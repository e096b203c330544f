/// Why a detector cannot be made.
public enum DetectionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A parameter is out of its range.
  case invalidParameter(name: String, expected: String, found: String)

  /// What was found and what was expected.
  public var description: String {
    switch self {
    case .invalidParameter(let name, let expected, let found):
      "the detection parameter \(name) is \(found), but must be \(expected)"
    }
  }
}
