import Imaging
import MediaContract
import Testing

@testable import Media

@Suite("Decoding against OpenCV and ffprobe")
struct DecodingTests {
  /// Matroska and WebM keep milliseconds; ffprobe prints microseconds.
  static let timeTolerance = 0.0011

  static let clips = [
    "constant_rate.mp4", "b_frames.mkv", "vp9.webm", "mpeg4.avi", "motion_jpeg.mov",
    "variable_rate.mp4", "late_start.mp4", "rotated_90.mp4", "rotated_180.mp4", "rotated_270.mp4",
  ]

  @Test("Every frame has OpenCV's gray pixels and ffprobe's time", arguments: clips)
  func everyFrame(clip: String) throws {
    let expected = try #require(try Fixture.goldens()[clip])
    let reader = try VideoReader(path: Fixture.path(clip), sampling: .everyNthFrame(1))
    var count = 0
    while let sample = try reader.nextSample() {
      try #require(count < expected.count)
      let golden = expected[count]
      #expect(sample.frame == count)
      #expect(sample.image.width == golden.width && sample.image.height == golden.height)
      #expect(Fixture.fnv1a(sample.image) == golden.fnv1a, "frame \(count)")
      #expect(abs(sample.time - golden.time) <= Self.timeTolerance, "frame \(count)")
      count += 1
    }
    #expect(count == expected.count)
    #expect(reader.statistics.frames == expected.count)
    #expect(reader.statistics.damagedPackets == 0)
    #expect(!reader.statistics.isTruncated)
    #expect(!reader.statistics.stoppedAtLimit)
  }

  @Test("A rotated video reports the size in which it is shown")
  func rotation() throws {
    for (clip, degrees, width, height) in [
      ("rotated_90.mp4", 270, 64, 96), ("rotated_180.mp4", 180, 96, 64),
      ("rotated_270.mp4", 90, 64, 96),
    ] {
      let information = try VideoReader(path: Fixture.path(clip)).information
      #expect(information.rotation == degrees)
      #expect(information.width == width)
      #expect(information.height == height)
    }
  }

  @Test("Six samples a second are taken over the whole video, by presentation time")
  func wholeVideo() throws {
    let frames = try #require(try Fixture.goldens()["constant_rate.mp4"])
    let reader = try VideoReader(path: Fixture.path("constant_rate.mp4"))
    var times: [Double] = []
    while let sample = try reader.nextSample() { times.append(sample.time) }
    #expect(times.count == 12)
    for (index, time) in times.enumerated() {
      let due = Double(index) / 6
      let first = try #require(frames.first { $0.time >= due - Self.timeTolerance })
      #expect(abs(time - first.time) <= Self.timeTolerance)
    }
  }

  @Test("A gap in a video of variable rate gives no samples")
  func variableRate() throws {
    let frames = try #require(try Fixture.goldens()["variable_rate.mp4"])
    let reader = try VideoReader(path: Fixture.path("variable_rate.mp4"), sampling: .perSecond(10))
    var times: [Double] = []
    while let sample = try reader.nextSample() { times.append(sample.time) }
    #expect(times == times.sorted())
    for (first, second) in zip(times, times.dropFirst()) {
      // At most one sample in each tenth of a second.
      #expect((second * 10 + 0.01).rounded(.down) > (first * 10 + 0.01).rounded(.down))
    }
    for time in times {
      #expect(frames.contains { abs($0.time - time) <= Self.timeTolerance })
    }
  }

  @Test("The same file gives the same samples twice")
  func deterministic() throws {
    func samples() throws -> [String] {
      let reader = try VideoReader(path: Fixture.path("b_frames.mkv"))
      var found: [String] = []
      while let sample = try reader.nextSample() {
        found.append("\(sample.frame) \(sample.time) \(Fixture.fnv1a(sample.image))")
      }
      return found
    }
    #expect(try samples() == samples())
  }

  @Test("Leaving out frames that nobody needs changes no sample", arguments: clips, [3.0, 6, 9.5])
  func leavingOut(clip: String, rate: Double) throws {
    func read(leavingOut: Bool) throws -> (samples: [String], statistics: DecodingStatistics) {
      let reader = try VideoReader(path: Fixture.path(clip), sampling: .perSecond(rate))
      reader.leavesOutUnsampled = leavingOut
      var found: [String] = []
      while let sample = try reader.nextSample() {
        found.append("\(sample.frame) \(sample.time) \(Fixture.fnv1a(sample.image))")
      }
      return (found, reader.statistics)
    }
    let fast = try read(leavingOut: true)
    let plain = try read(leavingOut: false)
    #expect(fast.samples == plain.samples)
    #expect(fast.statistics == plain.statistics)
    #expect(fast.statistics.frames == (try Fixture.goldens()[clip]?.count))
  }
}
