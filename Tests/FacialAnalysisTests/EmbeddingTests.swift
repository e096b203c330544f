import FacialAnalysis
import Testing

/// Names what an embedding program names, with one import.
@Suite("Embedding takes one import")
struct EmbeddingTests {
  @Test("Options, answer, measures and errors have their names")
  func names() throws {
    let analyzer = try Analyzer(
      modelPath: Fixture.model, cascadePath: Fixture.cascade, declaration: ModelDeclaration())
    let rule: SamplingRule = .perSecond(1)
    let options = AnalysisOptions(sampling: rule, limits: MediaLimits(maximumDuration: 60))
    let analysis: VideoAnalysis = try analyzer.analyze(path: Fixture.sampleVideo, options: options)
    let report = AnalysisReport(
      analysis, model: analyzer.model, options: ReportOptions(timeline: true))
    #expect(report.facialAnalysisResult.emotions[Emotion.happy] != nil)
    let face: Rectangle? = report.timeline?.first?.face
    let contact: EyeContact? = analysis.gaze.contact
    let clarity: SpeechClarity? = analysis.speech.clarity
    #expect(face != nil && contact != nil && clarity != nil)
    #expect(
      throws: AnalysisError.media(MediaError.unreadableFile(reason: "No such file or directory"))
    ) {
      try analyzer.analyze(path: "/nowhere.mp4")
    }
  }
}
