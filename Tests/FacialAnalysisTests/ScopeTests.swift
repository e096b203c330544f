import Testing

@testable import AnalysisResult
@testable import FacialAnalysis

@Suite("The scope of an analysis")
struct ScopeTests {
  private static let rule = SamplingRule.perSecond(2)

  private func alone() throws -> VideoAnalysis {
    try Fixture.analyzer().analyze(
      path: Fixture.sampleVideo, options: AnalysisOptions(sampling: Self.rule, scope: .emotions))
  }

  @Test("Emotions alone are those of the full scope")
  func sameEmotions() throws {
    let alone = try alone()
    let full = try Fixture.analyzer().analyze(
      path: Fixture.sampleVideo, options: AnalysisOptions(sampling: Self.rule))
    // The cascade finds this face in every sample.
    #expect(alone.observations.map(\.face) == full.observations.map(\.face))
    #expect(alone.observations.map(\.emotions) == full.observations.map(\.emotions))
    #expect(alone.scores.emotions == full.scores.emotions)
  }

  @Test("What is left out is null with the reason, and the faces are not counted")
  func omissions() throws {
    let alone = try alone()
    #expect(alone.scores.eyeContact == nil && alone.scores.speechClarity == nil)
    #expect(alone.observations.allSatisfy { $0.facesSeen == nil })
    #expect(alone.mostFacesSeen == nil)
    for field in ["eyeContact", "speechClarity"] {
      let note = try #require(alone.scores.notes.first { $0.field == field })
      #expect(note.reason == "Not measured: the scope is emotions alone.")
    }
  }

  @Test("An engine that is loaded for the emotions gives the same, and no more when asked for all")
  func loadedForEmotions() throws {
    let analyzer = try Analyzer(
      modelPath: Fixture.model, cascadePath: Fixture.cascade, scope: .emotions)
    #expect(analyzer.landmarks.landmarker == nil && analyzer.voice.model == nil)
    let found = try analyzer.analyze(
      path: Fixture.sampleVideo, options: AnalysisOptions(sampling: Self.rule))
    let expected = try alone()
    #expect(found.observations == expected.observations)
    #expect(found.scores.notes == expected.scores.notes)
  }
}
