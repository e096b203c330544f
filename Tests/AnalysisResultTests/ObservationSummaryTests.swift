import Testing

@testable import AnalysisResult

@Suite("What is counted once for all scores")
struct ObservationSummaryTests {
  @Test("Each sample stands for the time until the next")
  func durations() {
    let summary = ObservationSummary([
      FrameObservation.sample(at: 0, [.happy: 1]), FrameObservation.sample(at: 0.5, [.happy: 1]),
      FrameObservation.sample(at: 2.5), FrameObservation.sample(at: 3),
    ])
    #expect(summary.faceSeconds == 2.5)
    #expect(summary.coverage == 0.5)
  }

  @Test("Absences are stretches without a face, at the start and the end too")
  func absences() {
    let face: [Emotion: Double] = [.neutral: 1]
    let summary = ObservationSummary([
      FrameObservation.sample(at: 0), FrameObservation.sample(at: 1, face),
      FrameObservation.sample(at: 2),
      FrameObservation.sample(at: 3), FrameObservation.sample(at: 4, face),
      FrameObservation.sample(at: 5),
    ])
    #expect(
      summary.absences == [
        .init(start: 0, end: 1), .init(start: 2, end: 4), .init(start: 5, end: 6),
      ])
  }

  @Test("Means are over the samples with a face, dominance is the share of the strongest")
  func means() {
    let summary = ObservationSummary([
      FrameObservation.sample(at: 0, [.happy: 0.8, .neutral: 0.2]), FrameObservation.sample(at: 1),
      FrameObservation.sample(at: 2, [.happy: 0.4, .neutral: 0.6], faces: 3),
    ])
    #expect(abs(summary.mean[.happy] - 0.6) < 1e-12)
    #expect(abs(summary.deviation[.happy] - 0.2) < 1e-12)
    #expect(summary.dominance[.happy] == 0.5)
    #expect(summary.mostFaces == 3)
  }

  @Test("Nothing observed is no division by zero")
  func empty() {
    let summary = ObservationSummary([])
    #expect(summary.coverage == 0)
    #expect(summary.mean == EmotionValues())
  }
}
