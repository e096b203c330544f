/// The text of one element, with where it stands.
struct CascadeText {
  let file: String
  let line: Int
  let element: String
  let bytes: [UInt8]

  /// The text without white space at its ends.
  var word: String {
    bytes.split(whereSeparator: DecimalNumbers.isSpace)
      .map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
  }

  /// The numbers, separated by white space: decimal, correctly rounded, finite.
  func numbers() throws(CascadeError) -> [Double] {
    var numbers: [Double] = []
    if let word = DecimalNumbers.append(bytes, to: &numbers) { throw notNumbers(word) }
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

  /// The error that a word is no finite decimal number.
  func notNumbers(_ word: String) -> CascadeError {
    invalid(expected: "finite decimal numbers", found: Self.quoted(word))
  }

  /// The beginning of a text of the file, fit to be shown.
  static func quoted(_ text: String) -> String {
    let shown = text.unicodeScalars.prefix(40).map { scalar in
      scalar.value < 32 || scalar.value == 127 ? "?" : String(Character(scalar))
    }
    return "“" + shown.joined() + (shown.count < text.unicodeScalars.count ? "…" : "") + "”"
  }
}
