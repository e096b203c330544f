import TestSupport
import Testing

@testable import AnalysisResult

@Suite("Scores by the parts that exist")
struct ScoresTests {
  static let rounding = 1e-9

  /// Ten seconds of the same face, six samples a second.
  private func steady(_ emotions: [Emotion: Double], seconds: Double = 10) -> ObservationSummary {
    let count = Int(seconds * 6)
    return ObservationSummary(
      (0..<count).map { FrameObservation.sample(at: Double($0) / 6, emotions) })
  }

  @Test("A neutral face that never changes has the affect of 0.6 and no expressivity")
  func neutral() {
    let confidence = Confidence(steady([.neutral: 1]))
    #expect(abs(confidence.score - 100 * (0.6 * 0.15 + 0 * 0.10) / 0.25) < Self.rounding)
  }

  @Test("A smile raises the score and tension lowers it")
  func affect() {
    let neutral = Confidence(steady([.neutral: 1])).score
    #expect(Confidence(steady([.happy: 0.4, .neutral: 0.6])).score > neutral)
    for tense in [Emotion.angry, .disgust, .fear, .sad] {
      #expect(Confidence(steady([tense: 0.4, .neutral: 0.6])).score < neutral)
    }
  }

  @Test("A face that changes is more expressive than one that does not")
  func expressivity() {
    let changing = (0..<60).map { index in
      FrameObservation.sample(
        at: Double(index) / 6, index.isMultiple(of: 2) ? [.surprise: 1] : [.neutral: 1])
    }
    // Two classes with a standard deviation of 0.5 each: (1 − 0.25) / 0.75 = 1.
    let score = Confidence(ObservationSummary(changing)).score
    #expect(abs(score - 100 * (0.6 * 0.15 + 1 * 0.10) / 0.25) < Self.rounding)
  }

  @Test("Little evidence pulls the score toward 50")
  func shrinking() {
    let long = Confidence(steady([.happy: 1])).score
    let short = Confidence(steady([.happy: 1], seconds: 2)).score
    #expect(abs(short - (50 + (long - 50) * 0.2)) < Self.rounding)
  }

  @Test("The overall score is renormalised over the parts that exist")
  func overall() {
    #expect(Scores.overall(confidence: 70, eyeContact: nil, speechClarity: nil) == 70)
    let gaze = Scores.overall(confidence: 70, eyeContact: 90, speechClarity: nil)
    #expect(abs(gaze - (0.4 * 70 + 0.3 * 90) / 0.7) < Self.rounding)
    let all = Scores.overall(confidence: 70, eyeContact: 90, speechClarity: 20)
    #expect(abs(all - (28 + 27 + 6)) < Self.rounding)
  }

  @Test("What is not measured is nil and says why")
  func notMeasured() {
    let scores = Scores(steady([.neutral: 1]))
    #expect(scores.eyeContact == nil)
    #expect(scores.speechClarity == nil)
    for field in ["eyeContact", "speechClarity"] {
      #expect(scores.notes.contains { $0.field == field && !$0.reason.isEmpty })
    }
    #expect(scores.overallScore == scores.confidence)
  }

  @Test("Scores stay within 0 and 100 for any observations")
  func bounds() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<200 {
      let observations = (0..<Int.random(in: 1...40, using: &generator)).map { index in
        let raw = Emotion.allCases.map { ($0, Double.random(in: 0...1, using: &generator)) }
        let total = raw.reduce(0) { $0 + $1.1 }
        return FrameObservation.sample(
          at: Double(index) / 6,
          Dictionary(uniqueKeysWithValues: raw.map { ($0.0, $0.1 / total) }))
      }
      let scores = Scores(ObservationSummary(observations))
      #expect((0...100).contains(scores.confidence))
      #expect((0...100).contains(scores.overallScore))
    }
  }
}
