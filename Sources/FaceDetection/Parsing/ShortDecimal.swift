/// A decimal number of so few digits that it is a quotient of two 64-bit integers, as nearly all
/// numbers of cascades are; the library's conversion takes several times as long.
struct ShortDecimal {
  private var isNegative = false
  /// The digits as one whole number.
  private var digits: UInt64 = 0
  /// The power of ten by which the digits are divided, 0…19.
  private var power = 0
  /// Where the word ends.
  let end: Int

  private static let powers: [UInt64] = (0...19).map { power in
    (0..<power).reduce(1) { product, _ in product * 10 }
  }

  /// Reads the first word of a text: a sign, digits, perhaps with a point among or after them, and
  /// an exponent; nil if it has another form, more than 18 digits, or an exponent out of range.
  init?(_ text: Slice<UnsafeBufferPointer<UInt8>>) {
    let bytes = text.base
    var i = text.startIndex
    func digit() -> UInt64? {
      guard i < bytes.count else { return nil }
      let digit = bytes[i] &- UInt8(ascii: "0")
      return digit < 10 ? UInt64(digit) : nil
    }
    func skip(_ byte: UInt8) -> Bool {
      guard i < bytes.count, bytes[i] == byte else { return false }
      i += 1
      return true
    }
    isNegative = skip(UInt8(ascii: "-"))
    let start = i
    while let digit = digit(), i - start < 18 {
      digits = digits &* 10 &+ digit
      i += 1
    }
    guard i > start else { return nil }
    if skip(UInt8(ascii: ".")) {
      let point = i
      // One of the 19 is the point.
      while let digit = digit(), i - start < 19 {
        digits = digits &* 10 &+ digit
        i += 1
      }
      power = i - point
    }
    if skip(UInt8(ascii: "e")) {
      let isDivision = skip(UInt8(ascii: "-"))
      if !isDivision { _ = skip(UInt8(ascii: "+")) }
      guard let first = digit() else { return nil }
      i += 1
      var exponent = Int(first)
      if let second = digit() {
        exponent = 10 * exponent + Int(second)
        i += 1
      }
      power += isDivision ? exponent : -exponent
    }
    guard i == bytes.count || DecimalNumbers.isSpace(bytes[i]), (0...19).contains(power) else {
      return nil
    }
    end = i
  }

  /// The nearest number, the even one of two.
  var value: Double {
    let magnitude = power == 0 ? Double(digits) : quotient(digits, Self.powers[power])
    return isNegative ? -magnitude : magnitude
  }

  /// A quotient, rounded once.
  private func quotient(_ numerator: UInt64, _ denominator: UInt64) -> Double {
    guard numerator != 0 else { return 0 }
    // Both are shifted until the first bit is set, and the numerator back by one, so that the
    // quotient has 63 or 64 bits: more than enough for one bit to stand for the rest of it.
    let up = numerator.leadingZeroBitCount
    let down = denominator.leadingZeroBitCount
    let divided = numerator &<< UInt64(up)
    let (quotient, rest) = (denominator &<< UInt64(down)).dividingFullWidth(
      (divided &>> 1, divided &<< 63))
    let bits = quotient | (rest == 0 ? 0 : 1)
    return Double(sign: .plus, exponent: down - up - 63, significand: Double(bits))
  }
}
