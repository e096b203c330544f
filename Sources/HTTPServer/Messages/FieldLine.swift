/// One field line of a head, a trailer section or a multipart part (RFC 9112 section 5).
struct FieldLine: Equatable {
  enum Failure: Error, Equatable {
    case folded
    case malformed
    case invalidValue(name: String)
  }

  var name: String
  /// Without the whitespace around it; every byte passes `isFieldValueCharacter`.
  var value: ArraySlice<UInt8>

  /// Splits a line (without its line end) at the first colon and checks both sides.
  init(_ line: ArraySlice<UInt8>) throws(Failure) {
    guard let first = line.first else { throw .malformed }
    if first.isWhitespace { throw .folded }
    guard let colon = line.firstIndex(of: .colon), colon > line.startIndex,
      line[..<colon].allSatisfy(\.isTokenCharacter)
    else { throw .malformed }
    name = String(decoding: line[..<colon], as: UTF8.self)
    value = line[(colon + 1)...].trimmed
    guard value.allSatisfy(\.isFieldValueCharacter) else { throw .invalidValue(name: name) }
  }
}
