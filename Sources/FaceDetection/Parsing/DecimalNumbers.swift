/// Decimal numbers in text, separated by white space.
package enum DecimalNumbers {
  /// Appends the numbers of a text, correctly rounded and finite.
  ///
  /// - Returns: The first word that is no such number; nil if all are.
  package static func append(_ text: [UInt8], to numbers: inout [Double]) -> String? {
    text.withUnsafeBufferPointer { bytes in
      var start = 0
      while true {
        while start < bytes.count, isSpace(bytes[start]) { start += 1 }
        guard start < bytes.count else { return nil }
        if let short = ShortDecimal(bytes[start...]) {
          numbers.append(short.value)
          start = short.end
          continue
        }
        let end = bytes[start...].firstIndex(where: isSpace) ?? bytes.count
        let word = UnsafeBufferPointer(rebasing: bytes[start..<end])
        guard let number = longNumber(word) else { return String(decoding: word, as: UTF8.self) }
        numbers.append(number)
        start = end
      }
    }
  }

  /// Whether a byte is white space in ASCII.
  static func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || (9...13).contains(byte)
  }

  private static func longNumber(_ word: UnsafeBufferPointer<UInt8>) -> Double? {
    let isDecimal = word.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): true
      case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
      case UInt8(ascii: "e"), UInt8(ascii: "E"): true
      default: false
      }
    }
    guard isDecimal, let number = Double(String(decoding: word, as: UTF8.self)), number.isFinite
    else { return nil }
    return number
  }
}
