/// A strict reader of JSON (RFC 8259) with Python's three additions `NaN`, `Infinity` and
/// `-Infinity`.
///
/// Foundation's decoder lets the last of two equal keys win and loses the order of keys; a model
/// whose keys are ambiguous must be refused, and outputs keep their order (specs/keras-h5.md §5).
struct JSONParser {
  /// Deeper nesting is refused.
  static let maximumDepth = 64
  /// Longer texts are refused.
  static let maximumSize = 64 << 20

  /// What is wrong, at which byte.
  struct Failure: Error, Equatable {
    let offset: Int
    let reason: String
  }

  private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")

  private let bytes: [UInt8]
  private var offset = 0

  private init(_ text: String) {
    bytes = Array(text.utf8)
  }

  /// - Throws: `Failure` at the first byte that does not belong.
  static func parse(_ text: String) throws(Failure) -> JSON {
    guard text.utf8.count <= maximumSize else {
      throw Failure(offset: maximumSize, reason: "the text is over \(maximumSize) bytes")
    }
    var parser = JSONParser(text)
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.offset == parser.bytes.count else {
      throw parser.failure("found more after the end")
    }
    return value
  }

  private var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private func failure(_ reason: String) -> Failure {
    Failure(offset: offset, reason: reason)
  }

  private mutating func skipSpace() {
    while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      offset += 1
    }
  }

  private mutating func take(_ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard offset + count <= bytes.count else { return false }
    for index in 0..<count where bytes[offset + index] != word.utf8Start[index] { return false }
    offset += count
    return true
  }

  private mutating func value(depth: Int) throws(Failure) -> JSON {
    guard depth <= JSONParser.maximumDepth else {
      throw failure("nested deeper than \(JSONParser.maximumDepth)")
    }
    skipSpace()
    switch current {
    case UInt8(ascii: "{"): return .object(try object(depth: depth))
    case UInt8(ascii: "["): return .array(try array(depth: depth))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "n") where take("null"): return .null
    case UInt8(ascii: "t") where take("true"): return .boolean(true)
    case UInt8(ascii: "f") where take("false"): return .boolean(false)
    case UInt8(ascii: "N") where take("NaN"): return .number(.nan)
    case UInt8(ascii: "I") where take("Infinity"): return .number(.infinity)
    case UInt8(ascii: "-") where take("-Infinity"): return .number(-.infinity)
    case nil: throw failure("the text ends where a value is expected")
    case let byte?:
      let isNumber = byte == UInt8(ascii: "-") || JSONParser.digits.contains(byte)
      guard isNumber else { throw failure("expected a value") }
      return .number(try number())
    }
  }

  private mutating func object(depth: Int) throws(Failure) -> JSONObject {
    var object = JSONObject()
    offset += 1
    skipSpace()
    if take("}") { return object }
    while true {
      skipSpace()
      guard current == UInt8(ascii: "\"") else { throw failure("expected a key in quotes") }
      let key = try string()
      skipSpace()
      guard take(":") else { throw failure("expected ':' after key \(key)") }
      let member = try value(depth: depth + 1)
      guard object.insert(member, for: key) else { throw failure("key \(key) stands twice") }
      skipSpace()
      if take("}") { return object }
      guard take(",") else { throw failure("expected ',' or '}'") }
    }
  }

  private mutating func array(depth: Int) throws(Failure) -> [JSON] {
    var elements: [JSON] = []
    offset += 1
    skipSpace()
    if take("]") { return elements }
    while true {
      elements.append(try value(depth: depth + 1))
      skipSpace()
      if take("]") { return elements }
      guard take(",") else { throw failure("expected ',' or ']'") }
    }
  }

  private mutating func number() throws(Failure) -> Double {
    let start = offset
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") { try digits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try digits()
    }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    guard let value = Double(text), value.isFinite else {
      throw Failure(offset: start, reason: "number \(text.prefix(40)) is out of range")
    }
    return value
  }

  private mutating func digits() throws(Failure) {
    let start = offset
    while let byte = current, JSONParser.digits.contains(byte) { offset += 1 }
    if offset == start { throw failure("expected a digit") }
  }
}

extension JSONParser {
  private mutating func string() throws(Failure) -> String {
    offset += 1
    var text: [UInt8] = []
    while true {
      let start = offset
      while let byte = current, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\")
      {
        offset += 1
      }
      text.append(contentsOf: bytes[start..<offset])
      guard let byte = current else { throw failure("the text ends inside a string") }
      switch byte {
      case UInt8(ascii: "\""):
        offset += 1
        // The source is a String and escapes append whole scalars, so nothing is repaired here.
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        offset += 1
        text.append(contentsOf: Array(String(try escape()).utf8))
      default:
        throw failure("found a control character inside a string")
      }
    }
  }

  private mutating func escape() throws(Failure) -> Unicode.Scalar {
    guard let byte = current else { throw failure("the text ends inside a string") }
    offset += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{08}"
    case UInt8(ascii: "f"): return "\u{0C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let unit = try codeUnit()
      if let scalar = Unicode.Scalar(unit) { return scalar }
      guard unit < 0xDC00, take("\\u") else { throw failure("found half a surrogate pair") }
      let low = try codeUnit()
      guard (0xDC00...0xDFFF).contains(low),
        let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
      else { throw failure("found half a surrogate pair") }
      return scalar
    default:
      throw failure("found an unknown escape")
    }
  }

  private mutating func codeUnit() throws(Failure) -> UInt32 {
    guard offset + 4 <= bytes.count else { throw failure("the text ends inside an escape") }
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(bytes[offset])).hexDigitValue else {
        throw failure("expected a hexadecimal digit")
      }
      unit = unit << 4 | UInt32(digit)
      offset += 1
    }
    return unit
  }
}
