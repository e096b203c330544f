import Foundation
import Testing

@testable import AnalysisResult
@testable import FacialAnalysis

@Suite("Eye contact without landmark networks")
struct LowAccuracyTests {
  /// Runs with a folder that holds copies of some of the models.
  private func withModels<R>(_ names: [String], _ body: (_ cascade: String) throws -> R) throws -> R
  {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "mien-models-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in names {
      try FileManager.default.copyItem(
        atPath: Fixture.root + "/models/" + name, toPath: folder.path + "/" + name)
    }
    return try body(folder.path + "/haarcascade_frontalface_default.xml")
  }

  private func analyze(_ names: [String]) throws -> (VideoAnalysis, [String: Any]) {
    try withModels(["haarcascade_frontalface_default.xml"] + names) { cascade in
      let analyzer = try Analyzer(modelPath: Fixture.model, cascadePath: cascade)
      let analysis = try analyzer.analyze(path: Fixture.sampleVideo)
      let bytes = try AnalysisReport(
        analysis, model: analyzer.model, options: ReportOptions(timeline: true)
      ).json()
      let answer = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
      return (analysis, try #require(answer))
    }
  }

  @Test("With the eye cascade there is a number, flagged with its reason and without paths")
  func eyes() throws {
    let (analysis, answer) = try analyze(["haarcascade_eye.xml"])
    #expect(analysis.gaze.isLowAccuracy)
    let details = try #require(answer["details"] as? [String: Any])
    let gaze = try #require(details["gaze"] as? [String: Any])
    #expect(gaze["lowAccuracy"] as? Bool == true)
    #expect(gaze["headYawDeviation"] == nil)
    #expect(gaze["blinksPerMinute"] == nil)
    let result = try #require(answer["facialAnalysisResult"] as? [String: Any])
    // The portrait looks at the camera throughout.
    #expect((70...100).contains(try #require(result["eyeContact"] as? Int)))
    let notes = try #require(details["notes"] as? [[String: String]])
    let note = try #require(notes.first { $0["field"] == "eyeContact" }?["reason"])
    #expect(note.contains("low accuracy") && note.contains("attmesh_trunk.h5"))
    #expect(!note.contains("/"))
    let timeline = try #require(answer["timeline"] as? [[String: Any]])
    let angles = try #require(timeline.compactMap { $0["gaze"] as? [String: Any] }.first)
    #expect(Set(angles.keys) == ["x", "y"])
  }

  @Test("Without the eye cascade as well there is none, and both reasons")
  func nothing() throws {
    let (analysis, _) = try analyze([])
    #expect(analysis.scores.eyeContact == nil)
    #expect(!analysis.gaze.isLowAccuracy)
    let note = try #require(analysis.scores.notes.first { $0.field == "eyeContact" }?.reason)
    #expect(note.contains("attmesh_trunk.h5") && note.contains("haarcascade_eye.xml"))
  }

  @Test("With landmark networks accuracy is not low")
  func landmarks() throws {
    let analysis = try Fixture.analyzer().analyze(
      path: Fixture.sampleVideo, options: AnalysisOptions(sampling: .perSecond(1)))
    #expect(!analysis.gaze.isLowAccuracy)
    #expect(analysis.scores.eyeContact != nil)
  }
}
