import Foundation
import Testing

@testable import AnalysisResult
@testable import FacialAnalysis

@Suite("The answer keeps the contract")
struct ReportTests {
  private func json(_ options: ReportOptions = ReportOptions()) throws -> [String: Any] {
    let analyzer = try Fixture.analyzer()
    let analysis = try analyzer.analyze(
      path: Fixture.sampleVideo, options: AnalysisOptions(sampling: .perSecond(1)))
    let bytes = try AnalysisReport(analysis, model: analyzer.model, options: options).json()
    return try #require(
      JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
  }

  @Test("The result has the replaced system's keys and types, and no others")
  func result() throws {
    let result = try #require(try json()["facialAnalysisResult"] as? [String: Any])
    #expect(
      Set(result.keys) == [
        "confidence", "emotions", "eyeContact", "speechClarity", "overallScore", "feedback",
      ])
    let emotions = try #require(result["emotions"] as? [String: Int])
    #expect(Set(emotions.keys) == Set(Emotion.allCases.map(\.rawValue)))
    #expect(emotions.values.reduce(0, +) == 100)
    #expect((0...100).contains(try #require(result["eyeContact"] as? Int)))
    // The sample has a synthetic voice.
    #expect((1...100).contains(try #require(result["speechClarity"] as? Int)))
    #expect((0...100).contains(try #require(result["confidence"] as? Int)))
    #expect((0...100).contains(try #require(result["overallScore"] as? Int)))
    #expect(!(try #require(result["feedback"] as? String)).isEmpty)
  }

  @Test("The details say what the answer rests on and what it is not for")
  func details() throws {
    let details = try #require(try json()["details"] as? [String: Any])
    #expect((details["disclaimer"] as? String)?.contains("hiring") == true)
    #expect(details["sampledFrames"] as? Int == 12)
    #expect(details["faceFrames"] as? Int == 12)
    let notes = try #require(details["notes"] as? [[String: String]])
    #expect(Set(notes.compactMap { $0["field"] }).contains("eyeContact"))
    let speech = try #require(details["speech"] as? [String: Any])
    #expect(speech["detector"] as? String == "network")
    #expect((speech["speechSeconds"] as? Double ?? 0) > 5)
    #expect((speech["parts"] as? [String: Double])?.count == 7)
    #expect(details["timing"] == nil)
    let model = try #require(details["model"] as? [String: Any])
    #expect(model["name"] as? String == "emotion_detction_model.h5")
    #expect((model["sha256"] as? String)?.count == 64)
    #expect(model["labels"] as? [String] == Emotion.allCases.map(\.rawValue))
    #expect(model["inputRange"] as? String == "0...1")
    #expect(model["mirrored"] as? Bool == false)
  }

  @Test("Timeline and timing are there when asked for")
  func options() throws {
    let answer = try json(ReportOptions(timeline: true, timing: true))
    let timeline = try #require(answer["timeline"] as? [[String: Any]])
    #expect(timeline.count == 12)
    let first = try #require(timeline.first)
    #expect(
      Set(first.keys) == [
        "time", "frame", "faces", "face", "detector", "emotions", "gaze", "openness",
      ])
    #expect(first["gaze"] is [String: Any])
    let details = try #require(answer["details"] as? [String: Any])
    #expect(details["timing"] is [String: Any])
  }
}
