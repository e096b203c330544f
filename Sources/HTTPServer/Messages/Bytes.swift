import Glibc

/// The bytes that HTTP/1.1 gives a meaning to (RFC 9110 section 5.6, RFC 5234 appendix B).
extension UInt8 {
  static let horizontalTab: UInt8 = 0x09
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let doubleQuote: UInt8 = 0x22
  static let percent: UInt8 = 0x25
  static let singleQuote: UInt8 = 0x27
  static let hyphen: UInt8 = 0x2D
  static let slash: UInt8 = 0x2F
  static let colon: UInt8 = 0x3A
  static let semicolon: UInt8 = 0x3B
  static let equals: UInt8 = 0x3D
  static let backslash: UInt8 = 0x5C

  var isDigit: Bool { self >= 0x30 && self <= 0x39 }

  var isLetter: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A }

  /// `OWS` of RFC 9110 section 5.6.3, one byte of it.
  var isWhitespace: Bool { self == .space || self == .horizontalTab }

  /// `tchar` of RFC 9110 section 5.6.2.
  var isTokenCharacter: Bool {
    if isDigit || isLetter { return true }
    switch self {
    case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E, 0x5F, 0x60, 0x7C, 0x7E: return true
    default: return false
    }
  }

  /// What may stand in a field value: visible, space, tab and the bytes above ASCII.
  var isFieldValueCharacter: Bool { (self >= 0x20 && self != 0x7F) || self == .horizontalTab }

  /// Visible ASCII, `VCHAR` of RFC 5234.
  var isVisible: Bool { self > 0x20 && self < 0x7F }

  /// What may stand in `uri-host [":" port]` (RFC 3986 section 3.2.2): no userinfo, no delimiter
  /// of another component.
  var isHostCharacter: Bool {
    if isDigit || isLetter { return true }
    switch self {
    case 0x21, 0x24...0x2E, 0x3A, 0x3B, 0x3D, 0x5B, 0x5D, 0x5F, 0x7E: return true
    default: return false
    }
  }

  /// The value of a hexadecimal digit.
  var hexadecimalValue: UInt8? {
    switch self {
    case 0x30...0x39: self - 0x30
    case 0x41...0x46: self - 0x41 + 10
    case 0x61...0x66: self - 0x61 + 10
    default: nil
    }
  }
}

extension ArraySlice<UInt8> {
  /// The first position of `byte` at or after `start`, found with the C library's vector search.
  func firstIndex(of byte: UInt8, from start: Int) -> Int? {
    withUnsafeBufferPointer { bytes -> Int? in
      let offset = start - startIndex
      guard offset >= 0, offset < bytes.count, let base = bytes.baseAddress,
        let found = memchr(base + offset, Int32(byte), bytes.count - offset)
      else { return nil }
      return startIndex + (UnsafeRawPointer(found) - UnsafeRawPointer(base))
    }
  }

  /// The slice without the optional whitespace at both ends.
  var trimmed: ArraySlice<UInt8> {
    var rest = self
    while let first = rest.first, first.isWhitespace { rest = rest.dropFirst() }
    while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
    return rest
  }
}

extension Sequence<UInt8> {
  /// Whether the bytes spell `lowercase` (given in lower-case ASCII), letters in either case.
  func spells(_ lowercase: StaticString) -> Bool {
    lowercase.withUTF8Buffer { expected in
      elementsEqual(expected) { byte, letter in (byte.isLetter ? byte | 0x20 : byte) == letter }
    }
  }

  /// The bytes with ASCII letters in lower case.
  var lowercasedASCII: [UInt8] { map { $0.isLetter ? $0 | 0x20 : $0 } }
}
