import Testing

@testable import AnalysisResult

@Suite("Feedback states facts of the video")
struct FeedbackTests {
  private func feedback(_ observations: [FrameObservation]) -> Feedback {
    let summary = ObservationSummary(observations)
    return Feedback(summary: summary, scores: Scores(summary))
  }

  @Test("A long absence is named with its length and times")
  func absence() {
    let observations = (0..<120).map { index -> FrameObservation in
      let time = Double(index) / 6
      return (5..<12).contains(time)
        ? FrameObservation.sample(at: time) : FrameObservation.sample(at: time, [.neutral: 1])
    }
    let feedback = feedback(observations)
    #expect(feedback.text.contains("7 s at 00:05–00:12"))
    #expect(feedback.items.contains { $0.start == 5 && $0.kind == .suggestion })
  }

  @Test("A person who smiles is told how much")
  func smile() {
    let observations = (0..<60).map { index in
      FrameObservation.sample(at: Double(index) / 6, index < 30 ? [.happy: 1] : [.neutral: 1])
    }
    #expect(feedback(observations).text.contains("50 % of the moments"))
  }

  @Test("At most one strength and three suggestions are given")
  func bounded() {
    let observations = (0..<200).map { index -> FrameObservation in
      let time = Double(index) / 6
      return index.isMultiple(of: 3) || index > 150
        ? FrameObservation.sample(at: time)
        : FrameObservation.sample(at: time, [.neutral: 1], faces: 2)
    }
    let items = feedback(observations).items
    #expect(items.count { $0.kind == .strength } <= 1)
    #expect(items.count { $0.kind == .suggestion } == 3)
  }

  @Test("No sentence claims a feeling")
  func noFeelings() {
    let observations = (0..<60).map { FrameObservation.sample(at: Double($0) / 6, [.fear: 1]) }
    let text = feedback(observations).text
    for word in ["nervous", "afraid", "you feel", "you felt", "anxious"] {
      #expect(!text.lowercased().contains(word))
    }
  }

  @Test("Times are minutes and seconds, with hours where there are some")
  func timecodes() {
    #expect(Timecode(0).description == "00:00")
    #expect(Timecode(75.9).description == "01:15")
    #expect(Timecode(3675).description == "1:01:15")
    #expect(Timecode(-1).description == "00:00")
  }
}
