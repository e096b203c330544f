import FaceDetection
import TestSupport
import Testing

@Suite("Decimal numbers in text")
struct DecimalNumbersTests {
  private func read(_ text: String) -> (numbers: [Double], wrong: String?) {
    var numbers: [Double] = []
    let wrong = DecimalNumbers.append(Array(text.utf8), to: &numbers)
    return (numbers, wrong)
  }

  /// Whether a word gives the bits that the standard library gives.
  private func isRight(_ word: String) -> Bool {
    let (numbers, wrong) = read(" \n\(word)\t")
    guard let expected = Double(word), expected.isFinite else { return wrong == word }
    return wrong == nil && numbers.map(\.bitPattern) == [expected.bitPattern]
  }

  @Test("Random numbers of all lengths are rounded as the standard library does")
  func random() {
    var random = SeededGenerator(seed: 40)
    func digits(_ count: Int) -> String {
      String((0..<count).map { _ in "0123456789".randomElement(using: &random) ?? "0" })
    }
    var wrong: [String] = []
    for _ in 0..<(Fixtures.isQuick ? 5_000 : 500_000) {
      var word = ["", "-"].randomElement(using: &random) ?? ""
      word += digits(Int.random(in: 1...20, using: &random))
      if Bool.random(using: &random) {
        word += "." + digits(Int.random(in: 0...20, using: &random))
      }
      if Bool.random(using: &random) {
        word += ["e", "e-", "e+"].randomElement(using: &random) ?? "e"
        word += digits(Int.random(in: 1...2, using: &random))
      }
      if !isRight(word) { wrong.append(word) }
    }
    #expect(wrong.isEmpty)
  }

  @Test("Numbers halfway between two of Double go to the even one")
  func ties() {
    var random = SeededGenerator(seed: 41)
    for power in 0...5 {
      for _ in 0..<200 {
        // Odd multiples of 2⁻ᵏ with 54 bits, written out in full, and their neighbours.
        let middle = (UInt64.random(in: 1 << 53..<1 << 54, using: &random) | 1) << UInt64(power)
        for number in [middle - 1, middle, middle + 1] {
          #expect(isRight("\(number)"), "\(number)")
        }
        let half = (UInt64.random(in: 1 << 52..<1 << 53, using: &random))
        for fraction in ["5", "4", "6", "50000000001", "49999"] {
          #expect(isRight("\(half).\(fraction)"), "\(half).\(fraction)")
        }
      }
    }
  }

  @Test("Many numbers are read, between any white space")
  func several() {
    #expect(
      read("\n 0 -1 2 -3.1511999666690826e-02\r\n\t+4 .5 -6. 7e2 ").numbers == [
        0, -1, 2, -3.1511999666690826e-02, 4, 0.5, -6, 700,
      ])
    #expect(read("").numbers.isEmpty)
    #expect(read("-0").numbers.map(\.sign) == [.minus])
  }

  @Test("What is no finite decimal number is named")
  func wrong() {
    for word in [
      "x", "-", "+", ".", "e5", "1e", "1e-", "1e+", "--1", "1-", "1.2.3", "0x10", "nan", "inf",
      "1e999", "1,5", "1e5.5", "é", "12a",
    ] {
      #expect(read("1 \(word) 2").wrong == word)
    }
    for word in ["1e5", "1E5", "0e0", "00012", "1e-400", "123456789012345678901234567890"] {
      #expect(isRight(word), "\(word)")
    }
  }
}
