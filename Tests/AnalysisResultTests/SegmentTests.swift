import GazeScore
import Testing

@testable import AnalysisResult

@Suite("Stretches of a video")
struct SegmentTests {
  /// Six samples a second of the given expressions, each held for some seconds; nil is no face.
  private func observations(_ stretches: [(Emotion?, Double)]) -> [FrameObservation] {
    var found: [FrameObservation] = []
    for (emotion, seconds) in stretches {
      for _ in 0..<Int(seconds * 6) {
        let time = Double(found.count) / 6
        found.append(FrameObservation.sample(at: time, emotion.map { [$0: 0.8, .sad: 0.2] }))
      }
    }
    return found
  }

  @Test("Each run of one strongest expression is a stretch with its mean probability")
  func expressions() throws {
    let found = Segment.expressions(
      in: observations([(.happy, 3), (.neutral, 2), (nil, 2), (.neutral, 1)]))
    #expect(found.map(\.emotion) == [.happy, .neutral, .neutral])
    #expect(found.allSatisfy { $0.kind == .expression })
    #expect(found[0].start == 0)
    #expect(abs(found[0].end - 3) < 0.2)
    #expect(found[1].start == found[0].end)
    #expect(found[1].end == 5)
    #expect(found[2].start == 7 && found[2].end == 8)
    #expect(try #require(found[0].probability) > 0.75)
  }

  @Test("One odd frame makes no stretch of its own")
  func oddFrame() {
    var samples = observations([(.happy, 4)])
    samples[12] = FrameObservation.sample(at: samples[12].time, [.angry: 1])
    #expect(Segment.expressions(in: samples).map(\.emotion) == [.happy])
  }

  @Test("No samples have no stretches")
  func empty() {
    #expect(Segment.expressions(in: []).isEmpty)
  }
}
