import GazeScore
import Glibc
import Media
import Synchronization
import Testing

@testable import AnalysisResult
@testable import FacialAnalysis

@Suite("The analysis of a video in segments")
struct SegmentAnalysisTests {
  private func analysis(
    _ segments: (Int32) throws -> [VideoSegment], atOnce: Int = 1, scope: AnalysisScope = .full,
    progress: (Double) -> Void = { _ in }
  ) throws -> SegmentAnalysis {
    let analyzer = try Analyzer(
      modelPath: Fixture.model, cascadePath: Fixture.cascade, scope: scope)
    let descriptor = open(Fixture.sampleVideo, O_RDONLY | O_CLOEXEC)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    return try analyzer.analyze(
      try segments(descriptor), of: descriptor, AnalysisOptions(segmentsAtOnce: atOnce),
      progress: progress, isCancelled: { false })
  }

  /// The sample video has keyframes at 0 and 10 s.
  private func cut(_ descriptor: Int32) throws -> [VideoSegment] {
    let segments = try VideoSegment.segments(descriptor: descriptor, leastSeconds: 3)
    try #require(segments.map(\.startTime) == [0, 10])
    return segments
  }

  @Test("Frames, faces and emotions are those of the whole")
  func whole() throws {
    let cut = try analysis(cut, scope: .emotions)
    let whole = try analysis({ _ in [.whole] }, scope: .emotions)
    #expect(cut.observations == whole.observations)
    #expect(cut.statistics == whole.statistics)
  }

  @Test("A face is counted as often, and followed across the cut as the same")
  func followed() throws {
    let cut = try analysis(cut)
    let whole = try analysis { _ in [.whole] }
    #expect(cut.observations.map(\.facesSeen) == whole.observations.map(\.facesSeen))
    #expect(Set(cut.gaze.compactMap { $0.face?.track }) == [0])
    #expect(cut.gaze.map(\.time) == whole.gaze.map(\.time))
    // The face is found anew after the cut, which moves the crop by a little.
    let (found, expected) = (try EyeContact(cut.gaze), try EyeContact(whole.gaze))
    #expect(abs(found.score - expected.score) < 1)
  }

  @Test("The result does not depend on how many segments are analysed at once")
  func atOnce() throws {
    var shares: [Double] = []
    let one = try analysis(cut)
    let two = try analysis(cut, atOnce: 2, progress: { shares.append($0) })
    #expect(one.observations == two.observations)
    #expect(one.gaze == two.gaze)
    #expect(one.statistics == two.statistics)
    #expect(shares == shares.sorted() && shares.last == 1)
  }

  @Test("A segment that cannot be analysed ends the others")
  func failure() {
    let stopped = Atomic(0)
    let lanes = SegmentLanes(count: 3, atOnce: 2) { number, isStopped, _ throws(AnalysisError) in
      if number == 1 { throw .internal("defect") }
      while !isStopped() { usleep(1000) }
      stopped.add(1, ordering: .relaxed)
      throw .cancelled
    }
    var failure: AnalysisError?
    if case .ended(_, .failure(let error)) = lanes.nextEvent() { failure = error }
    lanes.abandon()
    #expect(failure == .internal("defect"))
    #expect(stopped.load(ordering: .relaxed) >= 1)
  }
}
