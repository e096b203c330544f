import Testing

@testable import AnalysisResult
@testable import FacialAnalysis

@Suite("What is made of the sample video")
struct SampleVideoTests {
  @Test("All kinds stand in order of time, with direction and silence, and times not below zero")
  func segments() throws {
    let analysis = try Fixture.analyzer().analyze(path: Fixture.sampleVideo)
    let segments = Segment.segments(of: analysis)
    #expect(segments.map(\.start) == segments.map(\.start).sorted())
    #expect(segments.allSatisfy { $0.start >= 0 && $0.end >= $0.start })
    let expressions = segments.filter { $0.kind == .expression }
    // A face throughout: the stretches of expression fill the video.
    #expect(expressions.first?.start == 0)
    #expect(zip(expressions, expressions.dropFirst()).allSatisfy { $0.end == $1.start })
    #expect(expressions.allSatisfy { $0.emotion != nil && $0.direction == nil })
    let silences = segments.filter { $0.kind == .silence }
    let pauses = try #require(analysis.speech.measures).pauses.all.filter { $0.duration >= 1 }
    #expect(silences.count == pauses.count)
    #expect(segments.filter { $0.kind == .away }.allSatisfy { $0.direction != nil })
    let report = AnalysisReport(
      analysis, model: try Fixture.analyzer().model, options: ReportOptions(timeline: true))
    #expect(report.segments == segments)
    #expect(
      AnalysisReport(analysis, model: try Fixture.analyzer().model).segments == nil)
  }

  @Test("The sample video looks at the camera")
  func gaze() throws {
    let analysis = try Fixture.analyzer().analyze(path: Fixture.sampleVideo)
    #expect(try #require(analysis.scores.eyeContact) >= 90)
    #expect(analysis.gaze.observations.count == analysis.observations.count)
  }
}
