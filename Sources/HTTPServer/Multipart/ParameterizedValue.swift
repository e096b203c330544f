/// A field value with parameters: `value; name=token; name="quoted string"`
/// (RFC 9110 section 5.6.6, RFC 2183 section 2).
struct ParameterizedValue {
  /// What stands before the first semicolon, without whitespace around it.
  var value: ArraySlice<UInt8>
  /// Values with quotes and backslashes resolved, by names in lower case.
  var parameters: [String: [UInt8]] = [:]

  /// Nil if the syntax is broken or a parameter is there twice.
  init?(_ text: ArraySlice<UInt8>) {
    value = text.prefix { $0 != .semicolon }.trimmed
    guard !value.isEmpty else { return nil }
    var rest = text.drop { $0 != .semicolon }
    while rest.first == .semicolon {
      rest = rest.dropFirst().drop(while: \.isWhitespace)
      // An empty parameter is permitted: a semicolon at the end, or two in a row.
      if rest.isEmpty || rest.first == .semicolon { continue }
      let name = rest.prefix(while: \.isTokenCharacter)
      rest = rest[name.endIndex...]
      guard !name.isEmpty, rest.popFirst() == .equals,
        let parameter = Self.takeValue(&rest)
      else { return nil }
      let key = String(decoding: name.lowercasedASCII, as: UTF8.self)
      guard parameters.updateValue(parameter, forKey: key) == nil else { return nil }
      rest = rest.drop(while: \.isWhitespace)
    }
    guard rest.isEmpty else { return nil }
  }

  /// Takes a token or a quoted string.
  private static func takeValue(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
    guard rest.first == .doubleQuote else {
      let token = rest.prefix { $0 != .semicolon && !$0.isWhitespace && $0 != .doubleQuote }
      rest = rest[token.endIndex...]
      return token.isEmpty ? nil : Array(token)
    }
    rest = rest.dropFirst()
    var bytes: [UInt8] = []
    while let byte = rest.popFirst() {
      switch byte {
      case .doubleQuote: return bytes
      case .backslash:
        guard let escaped = rest.popFirst() else { return nil }
        bytes.append(escaped)
      default: bytes.append(byte)
      }
    }
    return nil
  }
}
