import Foundation
import Testing

@testable import AnalysisResult
@testable import FacialAnalysis

@Suite("The sample's face and voice in awkward containers")
struct AwkwardVideoTests {
  private func analyze(_ name: String) throws -> VideoAnalysis {
    try Fixture.analyzer().analyze(path: Fixture.path(name))
  }

  private func looksAtCameraAndSmiles(_ analysis: VideoAnalysis) throws {
    #expect(try #require(analysis.scores.eyeContact) >= 90)
    #expect(analysis.scores.emotions[.happy] >= 80)
    #expect(analysis.observations.allSatisfy { $0.face != nil })
  }

  @Test("Sound that goes on after the picture is measured to its end")
  func longerSound() throws {
    let analysis = try analyze("sound_longer.mp4")
    try looksAtCameraAndSmiles(analysis)
    #expect(analysis.statistics.lastTime < 4)
    let measures = try #require(analysis.speech.measures)
    #expect(measures.speechSeconds > 6)
    #expect(analysis.scores.speechClarity != nil)
  }

  @Test("A picture that goes on after the sound is looked at to its end")
  func shorterSound() throws {
    let analysis = try analyze("sound_shorter.mp4")
    try looksAtCameraAndSmiles(analysis)
    #expect(try #require(analysis.observations.last).time > 7.8)
    let measures = try #require(analysis.speech.measures)
    #expect(measures.speechSeconds < 5)
    #expect(analysis.scores.speechClarity != nil)
  }

  @Test("A video stored on its side is read upright")
  func rotated() throws {
    let analysis = try analyze("rotated.mp4")
    try looksAtCameraAndSmiles(analysis)
    #expect(analysis.information.width == 320 && analysis.information.height == 240)
    #expect(analysis.information.rotation == 90)
  }

  @Test("At a variable rate each sample counts as long as it stands for")
  func variableRate() throws {
    let analysis = try analyze("variable_rate.mkv")
    try looksAtCameraAndSmiles(analysis)
    // A second without frames gives no samples.
    #expect(!analysis.observations.contains { $0.time > 3.1 && $0.time < 3.9 })
    #expect(try #require(analysis.observations.last).time > 5.7)
    #expect(analysis.scores.notes.contains { $0.reason.contains("samples a second") })
  }

  @Test("Half a face is no face")
  func halfFace() {
    #expect {
      _ = try analyze("half_face.mp4")
    } throws: { error in
      guard case .noFace(let samples, _) = error as? AnalysisError else { return false }
      return samples == 24
    }
  }

  @Test(
    "Twice the same bytes", arguments: ["sound_longer.mp4", "rotated.mp4", "variable_rate.mkv"])
  func deterministic(name: String) throws {
    let analyzer = try Fixture.analyzer()
    let answers = try (0..<2).map { _ in
      try AnalysisReport(
        analyzer.analyze(path: Fixture.path(name)), model: analyzer.model,
        options: ReportOptions(timeline: true)
      ).json()
    }
    #expect(answers[0] == answers[1])
  }
}
