/// Looks at values of a process that may have been taken over: whatever passes can be computed
/// with and shown.
struct EvidenceCheck {
  /// The field that is being looked at.
  let field: String

  init(_ field: String) { self.field = field }

  /// Seconds that are no times: 30 years.
  static let longestTime = 1e9
  private static let longestText = 2000

  func callAsFunction<Value: Comparable>(
    _ value: Value, in range: ClosedRange<Value>
  ) throws(EvidenceError) {
    guard range.contains(value) else {
      throw EvidenceError(
        field: field, found: "\(value)", expected: "\(range.lowerBound)…\(range.upperBound)")
    }
  }

  func callAsFunction<Value: Comparable>(
    _ value: Value?, in range: ClosedRange<Value>
  ) throws(EvidenceError) {
    if let value { try self(value, in: range) }
  }

  func callAsFunction(
    all values: some Sequence<Double>, in range: ClosedRange<Double>
  ) throws(EvidenceError) {
    for value in values { try self(value, in: range) }
  }

  /// A time in seconds.
  func time(_ value: Double) throws(EvidenceError) {
    try self(value, in: -Self.longestTime...Self.longestTime)
  }

  /// A short text without control characters, which terminals would obey.
  func text(_ text: String) throws(EvidenceError) {
    try self(text.utf8.count, in: 0...Self.longestText)
    let isPlain = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    guard isPlain else {
      throw EvidenceError(field: field, found: "control characters", expected: "plain text")
    }
  }

  func notes(_ notes: [ScoreNote]) throws(EvidenceError) {
    try self(notes.count, in: 0...20)
    for note in notes {
      try text(note.field)
      try text(note.reason)
    }
  }
}
