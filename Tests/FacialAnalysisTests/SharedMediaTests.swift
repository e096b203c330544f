import Foundation
import Testing

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
}
