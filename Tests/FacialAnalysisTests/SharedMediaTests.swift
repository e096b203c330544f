import Foundation
import Testing

@testable import AnalysisResult
@testable import FacialAnalysis

@Suite("Real clips, where they are there")
struct SharedMediaTests {
  /// `$MIEN_SHARED/media`, or `../shared/media` beside the checkout. The clips are never committed.
  static let folder =
    (ProcessInfo.processInfo.environment["MIEN_SHARED"] ?? Fixture.root + "/../shared") + "/media"

  static var clips: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted()
  }

  @Test(
    "Every clip gives an answer or says that there is no face",
    .enabled(if: !clips.isEmpty, "the clips are absent"), arguments: clips)
  func clip(name: String) throws {
    let analyzer = try Fixture.analyzer()
    let outcome = Result { () throws(AnalysisError) in
      try analyzer.analyze(path: Self.folder + "/" + name)
    }
    switch outcome {
    case .success(let analysis):
      #expect(!name.contains("no_face"))
      #expect(analysis.faceSamples > 0)
      #expect(Emotion.allCases.map { analysis.scores.emotions[$0] }.reduce(0, +) == 100)
      let last = try #require(analysis.observations.last)
      // Samples reach the end: six a second over the whole video.
      #expect(analysis.statistics.lastTime - last.time < 0.2)
      #expect(analysis.statistics.damagedPackets == 0)
      #expect(!analysis.statistics.isTruncated)
    case .failure(.noFace(let samples, _)):
      #expect(name.contains("no_face"))
      #expect(samples > 0)
    case .failure(let error):
      Issue.record("\(name): \(error)")
    }
  }

  private func gaze(_ name: String) throws -> GazeAnalysis {
    try Fixture.analyzer().analyze(path: Self.folder + "/" + name).gaze
  }

  @Test(
    "Clips that look at the camera score at least 90, others far less",
    .enabled(if: !clips.isEmpty, "the clips are absent"))
  func eyeContact() throws {
    for name in ["fer_woman2.mp4", "sadtalker_WDA_000.mp4"] {
      #expect(try #require(try gaze(name).contact).score >= 90, "\(name)")
    }
    #expect(try #require(try gaze("short_hamilton_clip.mp4").contact).score <= 20)
    // A face for the first 2.4 of 6.4 s: what follows is away.
    let half = try #require(try gaze("pyfeat_face_noface.mov").contact)
    #expect((25...45).contains(half.score))
    #expect(half.away.contains { $0.direction == .notVisible && $0.start < 3 && $0.end > 6 })
  }

  @Test(
    "A sample at the camera nearly always has more contact than one that looks away",
    .enabled(if: !clips.isEmpty, "the clips are absent"))
  func separation() throws {
    /// The contact of the samples in which a face was seen.
    func contacts(_ name: String) throws -> [Double] {
      let gaze = try gaze(name)
      let contact = try #require(gaze.contact)
      return zip(gaze.observations, contact.contact).filter { $0.0.face != nil }.map(\.1)
    }
    let camera = try ["fer_woman2.mp4", "sadtalker_WDA_000.mp4"].flatMap(contacts)
    // A performance for an audience beside the camera.
    let away = try contacts("short_hamilton_clip.mp4")
    let wins = camera.reduce(0.0) { sum, contact in
      sum + away.reduce(0) { $0 + ($1 < contact ? 1 : $1 == contact ? 0.5 : 0) }
    }
    let areaUnderCurve = wins / Double(camera.count * away.count)
    #expect(areaUnderCurve >= 0.93, "\(areaUnderCurve)")
  }
}
