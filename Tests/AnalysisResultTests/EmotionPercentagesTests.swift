import TestSupport
import Testing

@testable import AnalysisResult

@Suite("Whole percentages of emotions")
struct EmotionPercentagesTests {
  @Test("Any probabilities give percentages that sum to 100 and are at most one off")
  func sum() {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<2000 {
      let values = EmotionValues(
        (0..<7).map { _ in Double.random(in: 0...1, using: &generator) })
      let percentages = EmotionPercentages(values)
      let total = values.values.reduce(0, +)
      #expect(Emotion.allCases.map { percentages[$0] }.reduce(0, +) == 100)
      for emotion in Emotion.allCases {
        #expect(abs(Double(percentages[emotion]) - 100 * values[emotion] / total) < 1)
      }
    }
  }

  @Test("The largest remainders are rounded up")
  func remainders() {
    let percentages = EmotionPercentages(EmotionValues([0.106, 0.204, 0.690, 0, 0, 0, 0]))
    #expect(percentages[.angry] == 11)
    #expect(percentages[.disgust] == 20)
    #expect(percentages[.fear] == 69)
  }

  @Test("Seven equal parts are split by the order of the classes")
  func equal() {
    let percentages = EmotionPercentages(EmotionValues([Double](repeating: 1, count: 7)))
    #expect(Emotion.allCases.map { percentages[$0] } == [15, 15, 14, 14, 14, 14, 14])
  }

  @Test("Without any probability everything is neutral")
  func nothing() {
    let percentages = EmotionPercentages(EmotionValues())
    #expect(percentages[.neutral] == 100)
    #expect(percentages.ranked.first?.emotion == .neutral)
  }
}
