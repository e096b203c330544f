import Testing

@testable import EmotionContract

@Suite("The contract of classifiers of faces")
struct ModelContractTests {
  private func mismatch(
    _ contract: ModelContract, _ inputs: [[Int?]], _ outputs: [[Int?]]
  ) -> String {
    do throws(ContractMismatch) {
      _ = try contract.inputShape(inputs: inputs, outputs: outputs)
      return ""
    } catch {
      return error.description
    }
  }

  @Test("The replaced system's input and output fit the standard")
  func standard() throws {
    let standard = ModelContract.standard
    #expect(try standard.inputShape(inputs: [[48, 48, 1]], outputs: [[7]]) == [48, 48, 1])
    #expect(try standard.inputShape(inputs: [[nil, nil, 1]], outputs: [[7]]) == [48, 48, 1])
    #expect(try standard.inputShape(inputs: [[48, 48, 1]], outputs: [[1, 1, 7]]) == [48, 48, 1])
    #expect(
      standard.labels.map(\.rawValue)
        == ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"])
  }

  @Test("Channels may come first")
  func channelsFirst() throws {
    #expect(
      try ModelContract.standard.inputShape(inputs: [[1, 48, 48]], outputs: [[7]]) == [1, 48, 48])
  }

  @Test("What does not fit is told with what was expected")
  func mismatches() {
    let standard = ModelContract.standard
    #expect(mismatch(standard, [[64, 64, 1]], [[7]]).contains("found input (64, 64, 1)"))
    #expect(mismatch(standard, [[48, 48, 3]], [[7]]).contains("expected input (48, 48, 1)"))
    #expect(mismatch(standard, [[48, 48]], [[7]]).contains("(48, 48)"))
    #expect(mismatch(standard, [[48, 48, 1], [2]], [[7]]).contains("2 inputs"))
    #expect(mismatch(standard, [[48, 48, 1]], [[8]]).contains("output (8)"))
    var three = standard
    three.inputRange = .standardized(mean: [1, 2, 3], deviation: [1, 1, 1])
    #expect(mismatch(three, [[48, 48, 1]], [[7]]).contains("3 channels"))
  }

  @Test("Each range brings black, gray and white where it says")
  func ranges() {
    let pixels: [UInt8] = [0, 51, 255]
    #expect(InputRange.zeroToOne.values(of: pixels, channel: 0) == [0, 0.2, 1])
    #expect(InputRange.minusOneToOne.values(of: pixels, channel: 0) == [-1, -0.6, 1])
    #expect(InputRange.bytes.values(of: pixels, channel: 0) == [0, 51, 255])
    let range = InputRange.standardized(mean: [51, 0, 0], deviation: [2, 1, 255])
    #expect(range.values(of: pixels, channel: 0) == [-25.5, 0, 102])
    #expect(range.values(of: pixels, channel: 2) == [0, 0.2, 1])
  }

  @Test("A face standardised by itself has mean 0 and deviation 1, and a flat one is 0")
  func perImage() {
    let values = InputRange.standardizedPerImage.values(of: [0, 50, 100, 250], channel: 0)
    #expect(abs(values.reduce(0, +)) < 1e-5)
    #expect(abs(values.reduce(0) { $0 + $1 * $1 } / 4 - 1) < 1e-5)
    #expect(InputRange.standardizedPerImage.values(of: [7, 7], channel: 0) == [0, 0])
  }

  @Test(
    "Ranges survive text",
    arguments: [
      InputRange.zeroToOne, .minusOneToOne, .bytes, .standardizedPerImage,
      .standardized(mean: [127.5], deviation: [64]),
      .standardized(mean: [1, 2, 3], deviation: [4, 5, 6]),
    ])
  func rangeText(range: InputRange) {
    #expect(InputRange(range.description) == range)
  }

  @Test(
    "Other texts are no range",
    arguments: [
      "", "0...2", "1:", ":1", "1:0", "1:-1", "a:b", "1,2:1,2", "1,2,3:1", "nan:1", "1:inf",
    ])
  func noRange(text: String) {
    #expect(InputRange(text) == nil)
  }

  @Test("Sizes are read from text")
  func sizes() throws {
    var declaration = ModelDeclaration()
    try declaration.setSize("64x48")
    #expect(declaration.size == FaceSize(height: 64, width: 48))
    #expect(declaration.channels == nil)
    try declaration.setSize("32x32x3")
    #expect(declaration.channels == 3)
    for text in ["", "64", "64x", "axb", "0x48", "64x64x2", "64x64x1x1", "5000x5000"] {
      #expect(throws: DeclarationError.self) {
        var other = ModelDeclaration()
        try other.setSize(text)
      }
    }
  }
}
