/// The parameters behind the question mark of a request's target.
struct Query {
  private let parameters: [String: String]

  /// - Parameter target: path and query, as in the request line. A parameter that is given twice
  ///   keeps its last value. Values here are numbers and words: nothing is percent-decoded.
  init(target: String) {
    guard let mark = target.firstIndex(of: "?") else {
      parameters = [:]
      return
    }
    var found: [String: String] = [:]
    for pair in target[target.index(after: mark)...].split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      found[String(parts[0])] = parts.count == 2 ? String(parts[1]) : ""
    }
    parameters = found
  }

  /// The path of a target, without the query.
  static func path(of target: String) -> String {
    String(target.prefix { $0 != "?" })
  }

  /// `true` or `1`, `false` or `0`; false where absent.
  func flag(_ name: String) throws(Problem) -> Bool {
    guard let text = parameters[name] else { return false }
    switch text {
    case "true", "1", "": return true
    case "false", "0": return false
    default: throw .badRequest("The parameter \(name) is neither true nor false.")
    }
  }

  /// One of the type's words; nil where absent.
  func word<Word: RawRepresentable<String> & CaseIterable>(
    _ name: String, of type: Word.Type
  ) throws(Problem) -> Word? {
    guard let text = parameters[name] else { return nil }
    guard let value = Word(rawValue: text) else {
      let words = Word.allCases.map(\.rawValue).joined(separator: " or ")
      throw .badRequest("The parameter \(name) must be \(words).")
    }
    return value
  }

  /// A whole number in the range; nil where absent.
  func integer(_ name: String, in range: ClosedRange<Int>) throws(Problem) -> Int? {
    guard let text = parameters[name] else { return nil }
    guard let value = Int(text), range.contains(value) else {
      throw .badRequest(
        "The parameter \(name) must be a whole number from \(range.lowerBound) to "
          + "\(range.upperBound).")
    }
    return value
  }
}
