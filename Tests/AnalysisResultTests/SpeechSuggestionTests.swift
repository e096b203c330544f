import SpeechScore
import Testing

@testable import AnalysisResult

@Suite("Advice on sound")
struct SpeechSuggestionTests {
  private func speech(
    loudness: Double = -23, noise: Double = 40, modulation: Double = 10, clipped: Double = 0,
    rate: Double = 4.5, gap: Double = 1, pitchDeviation: Double = 3
  ) -> SpeechAnalysis {
    let segments = [
      SpeechSegment(start: 0, end: 10), SpeechSegment(start: 10 + gap, end: 20 + gap),
    ]
    let measures = SpeechMeasures(
      loudness: loudness, signalToNoise: noise, speechToPauses: noise,
      intelligibility: min(1, noise / 30), modulationRatio: modulation, clippedShare: clipped,
      articulationRate: rate, syllables: Int(rate * 20), speechSeconds: 20,
      pauses: Pauses(segments), pitch: 120, pitchDeviation: pitchDeviation, segments: segments,
      detector: .network)
    return SpeechAnalysis(outcome: .measured(measures, SpeechClarity(measures)), start: -0.5)
  }

  @Test("Good sound and delivery get no advice")
  func none() {
    #expect(SpeechSuggestions(speech()).all.isEmpty)
  }

  @Test("Each fault gets its advice with its number")
  func each() {
    let cases: [(SpeechAnalysis, String)] = [
      (speech(gap: 3.2), "3.2 s at 00:09–00:12"), (speech(rate: 6.6), "6.6 syllables"),
      (speech(rate: 2.1), "2.1 syllables"), (speech(pitchDeviation: 1.1), "1.1 semitones"),
      (speech(noise: 9), "9.0 dB"), (speech(modulation: 3.1), "3.1"),
      (speech(loudness: -38.2), "−38.2 LUFS"), (speech(clipped: 0.012), "1.2 %"),
    ]
    for (speech, words) in cases {
      let all = SpeechSuggestions(speech).all
      #expect(all.count == 1)
      #expect(all.first?.item.text.contains(words) == true, "\(all)")
      #expect((all.first?.pointsLost ?? -1) >= 0)
    }
  }

  @Test("Advice is ordered by the points that it is worth, three at most")
  func order() {
    let observations = (0..<60).map { index in
      FrameObservation.sample(at: Double(index) / 6, [.neutral: 1])
    }
    let summary = ObservationSummary(observations)
    let speech = speech(
      loudness: -45, noise: 5, modulation: 2.5, clipped: 0.02, pitchDeviation: 0.8)
    let feedback = Feedback(
      summary: summary, scores: Scores(summary, speech: speech), speech: speech)
    let advice = feedback.items.filter { $0.kind == .suggestion }
    #expect(advice.count == 3)
    let points = SpeechSuggestions(speech).all.sorted { $0.pointsLost > $1.pointsLost }
    #expect(advice.first == points.first?.item)
  }

  @Test("Voice joins confidence with three tenths, and clarity joins the overall score")
  func scores() {
    let summary = ObservationSummary(
      (0..<60).map { FrameObservation.sample(at: Double($0) / 6, [.neutral: 1]) })
    let scores = Scores(summary, speech: speech())
    // Affect 0.6 · 0.15, expressivity 0, voice 1 · 0.30, over 0.55.
    #expect(scores.confidence == Int((100 * (0.09 + 0.3) / 0.55).rounded()))
    #expect(scores.speechClarity == 100)
    #expect(scores.overallScore == Int(((0.4 * 70.909 + 30) / 0.7).rounded()))
    #expect(!scores.notes.contains { $0.field == "speechClarity" })
  }
}
