/// Columns of text under their heads, as wide as they need to be.
struct TextTable {
  let heads: [String]
  /// How many columns, from the left, are words; the others are numbers.
  let wordColumns: Int
  let rows: [[String]]

  /// The heads, a rule, and the rows.
  var lines: [String] {
    let widths = heads.indices.map { column in
      ([heads] + rows).map { $0[column].count }.max() ?? 0
    }
    let lines = ([heads] + rows).map { row in
      row.indices.map { column in
        column < wordColumns
          ? row[column].padded(to: widths[column]) : row[column].aligned(to: widths[column])
      }.joined(separator: "  ")
    }
    let rule = String(repeating: "-", count: widths.reduce(0, +) + 2 * (widths.count - 1))
    return [lines[0], rule] + lines.dropFirst()
  }
}

extension String {
  /// Filled with spaces behind.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  /// Filled with spaces before.
  func aligned(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }

  /// Without what a terminal would take as a command: names in a file are anybody's text.
  var printable: String {
    var text = ""
    for scalar in unicodeScalars {
      let isControl = scalar.properties.generalCategory == .control && scalar != "\n"
      text.unicodeScalars.append(
        isControl || scalar.properties.isBidiControl ? "\u{FFFD}" : scalar)
    }
    return text
  }
}

extension BinaryInteger {
  /// With commas between groups of three digits.
  var grouped: String {
    let digits = String(magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return self < 0 ? "-" + text : text
  }
}

extension BinaryFloatingPoint {
  /// With four significant digits.
  var short: String {
    let value = Double(self)
    guard value != 0, value.isFinite else { return value == 0 ? "0" : "\(value)" }
    var exponent = 0
    var scaled = abs(value)
    while scaled >= 10 {
      scaled /= 10
      exponent += 1
    }
    while scaled < 1 {
      scaled *= 10
      exponent -= 1
    }
    let digits = (scaled * 1000).rounded() / 1000
    if (-4...5).contains(exponent) {
      let scale = (0..<abs(exponent)).reduce(1.0) { scale, _ in scale * 10 }
      let result = exponent < 0 ? digits / scale : digits * scale
      let places = (0..<max(0, 3 - exponent)).reduce(1.0) { scale, _ in scale * 10 }
      return
        "\(value < 0 ? -1 * (result * places).rounded() / places : (result * places).rounded() / places)"
    }
    return "\(value < 0 ? "-" : "")\(digits)e\(exponent)"
  }
}
