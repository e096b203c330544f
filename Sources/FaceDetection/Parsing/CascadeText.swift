/// The text of one element, with where it stands.
struct CascadeText {
  let file: String
  let line: Int
  let element: String
  let bytes: ArraySlice<UInt8>

  /// The text without white space at its ends.
  var word: String {
    tokens().map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
  }

  /// The numbers, separated by white space: decimal, correctly rounded, finite.
  func numbers() throws(CascadeError) -> [Double] {
    var numbers: [Double] = []
    for token in tokens() {
      let isDecimal = token.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
        case UInt8(ascii: "e"), UInt8(ascii: "E"): true
        default: false
        }
      }
      let text = String(decoding: token, as: UTF8.self)
      guard isDecimal, let number = Double(text), number.isFinite else {
        throw invalid(expected: "finite decimal numbers", found: Self.quoted(text))
      }
      numbers.append(number)
    }
    return numbers
  }

  /// The only number.
  func number() throws(CascadeError) -> Double {
    let numbers = try numbers()
    guard numbers.count == 1 else {
      throw invalid(expected: "one number", found: "\(numbers.count) numbers")
    }
    return numbers[0]
  }

  /// The only number, which is whole and in the range.
  func integer(in range: ClosedRange<Int>) throws(CascadeError) -> Int {
    let number = try number()
    guard let integer = Int(exactly: number), range.contains(integer) else {
      throw invalid(
        expected: "a whole number from \(range.lowerBound) to \(range.upperBound)",
        found: "\(number)")
    }
    return integer
  }

  func invalid(expected: String, found: String) -> CascadeError {
    .invalidValue(file: file, line: line, element: element, expected: expected, found: found)
  }

  private func tokens() -> [ArraySlice<UInt8>] {
    bytes.split { byte in
      byte == UInt8(ascii: " ") || (9...13).contains(byte)
    }
  }

  /// The beginning of a text of the file, fit to be shown.
  static func quoted(_ text: String) -> String {
    let shown = text.unicodeScalars.prefix(40).map { scalar in
      scalar.value < 32 || scalar.value == 127 ? "?" : String(Character(scalar))
    }
    return "“" + shown.joined() + (shown.count < text.unicodeScalars.count ? "…" : "") + "”"
  }
}
