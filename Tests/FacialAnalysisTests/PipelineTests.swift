import Foundation
import Imaging
import Synchronization
import Testing

@testable import AnalysisResult
@testable import FacialAnalysis

@Suite("The whole pipeline on the sample video, against OpenCV and Keras")
struct PipelineTests {
  private struct Golden: Decodable {
    struct Sample: Decodable {
      let frame: Int
      let time: Double
      let faces: Int
      let face: Rectangle?
      let probabilities: [Double]?
    }
    let samples: [Sample]
    let percentages: [Int]
  }

  /// Single precision sums in another order than Keras takes them.
  static let probabilityTolerance = 1e-4
  static let timeTolerance = 1e-4

  @Test("Every sampled frame has OpenCV's face and Keras' probabilities")
  func golden() throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: Fixture.path("pipeline_golden.json")))
    let golden = try JSONDecoder().decode(Golden.self, from: data)
    let analysis = try Fixture.analyzer().analyze(path: Fixture.sampleVideo)
    try #require(analysis.observations.count == golden.samples.count)
    for (found, expected) in zip(analysis.observations, golden.samples) {
      #expect(found.frame == expected.frame)
      #expect(abs(found.time - expected.time) <= Self.timeTolerance)
      if let count = found.facesSeen { #expect(count == expected.faces) }
      #expect(found.face == expected.face)
      let probabilities = try #require(found.emotions?.values)
      for (value, target) in zip(probabilities, try #require(expected.probabilities)) {
        #expect(abs(value - target) <= Self.probabilityTolerance)
      }
    }
    #expect(Emotion.allCases.map { analysis.scores.emotions[$0] } == golden.percentages)
    // Faces are counted once in each of the twelve seconds.
    #expect(analysis.observations.count { $0.facesSeen != nil } == 12)
  }

  @Test("The same file gives the same bytes, on any number of threads")
  func deterministic() throws {
    let analyzer = try Fixture.analyzer()
    let answers = Mutex<[[UInt8]]>([])
    DispatchQueue.concurrentPerform(iterations: 3) { _ in
      let report = try? AnalysisReport(
        analyzer.analyze(path: Fixture.sampleVideo), model: analyzer.model,
        options: ReportOptions(timeline: true)
      ).json()
      if let report { answers.withLock { $0.append(report) } }
    }
    let found = answers.withLock { $0 }
    try #require(found.count == 3)
    #expect(found.allSatisfy { $0 == found[0] })
  }

  @Test("Every Nth frame is looked at when that is asked for")
  func everyNth() throws {
    let options = AnalysisOptions(sampling: .everyNthFrame(50))
    let analysis = try Fixture.analyzer().analyze(path: Fixture.sampleVideo, options: options)
    #expect(analysis.observations.map(\.frame) == [0, 50, 100, 150, 200, 250])
  }

  @Test("A video without a face says so, with the number of samples")
  func noFace() throws {
    let clip = Fixture.root + "/Tests/MediaTests/Fixtures/constant_rate.mp4"
    #expect(throws: AnalysisError.noFace(samples: 12, seconds: 1.96)) {
      try Fixture.analyzer().analyze(path: clip)
    }
  }

  @Test("Cancelling ends the analysis")
  func cancelled() throws {
    #expect(throws: AnalysisError.cancelled) {
      try Fixture.analyzer().analyze(path: Fixture.sampleVideo, isCancelled: { true })
    }
  }

  @Test("Progress rises to one")
  func progress() throws {
    var shares: [Double] = []
    _ = try Fixture.analyzer().analyze(path: Fixture.sampleVideo) { shares.append($0) }
    #expect(shares == shares.sorted())
    #expect(shares.last == 1)
  }
}
