import Foundation
import Imaging
import MediaContract
import Testing

@testable import Media

@Suite("Segments of a video")
struct SegmentTests {
  private func descriptor(_ path: String) throws -> Int32 {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    try #require(descriptor >= 0, "\(path)")
    return descriptor
  }

  private func segments(
    _ name: String, sampling: SamplingRule = .standard, leastSeconds: Double,
    mostSegments: Int = VideoSegment.mostSegments
  ) throws -> [VideoSegment] {
    let descriptor = try descriptor(Fixture.path(name))
    defer { close(descriptor) }
    return try VideoSegment.segments(
      descriptor: descriptor, sampling: sampling, leastSeconds: leastSeconds,
      mostSegments: mostSegments)
  }

  private struct Reading: Equatable {
    var numbers: [Int] = []
    var times: [Double] = []
    var images: [GrayImage] = []
    var frames = 0
    var lastTime = 0.0
    var damagedPackets = 0
  }

  /// What readers of the segments find, one after the other.
  private func reading(
    _ name: String, _ segments: [VideoSegment], sampling: SamplingRule
  ) throws -> Reading {
    let descriptor = try descriptor(Fixture.path(name))
    defer { close(descriptor) }
    var reading = Reading()
    for segment in segments {
      let reader = try VideoReader(descriptor: descriptor, sampling: sampling, segment: segment)
      while let sample = try reader.nextSample() {
        reading.numbers.append(reading.frames + sample.frame)
        reading.times.append(sample.time)
        reading.images.append(sample.image)
      }
      reading.frames += reader.statistics.frames
      reading.lastTime = max(reading.lastTime, reader.statistics.lastTime)
      reading.damagedPackets += reader.statistics.damagedPackets
      #expect(!reader.statistics.isTruncated)
    }
    return reading
  }

  @Test(
    "Together they give the frames of the whole, predicted across a cut or not",
    arguments: [
      ("keyframes.mp4", 6), ("open_groups.mp4", 5), ("motion_jpeg.mov", 2), ("fragmented.mp4", 3),
    ],
    [SamplingRule.perSecond(6), .perSecond(25), .perSecond(3.7), .perSecond(1.3)])
  func together(clip: (name: String, count: Int), sampling: SamplingRule) throws {
    let cut = try segments(clip.name, sampling: sampling, leastSeconds: 0.4)
    #expect(cut.count == clip.count)
    #expect(cut.first?.startTime == 0)
    let found = try reading(clip.name, cut, sampling: sampling)
    #expect(try found == reading(clip.name, [.whole], sampling: sampling))
    #expect(found.frames > 4 && found.damagedPackets == 0)
  }

  @Test("No segment but the last is shorter than is asked for, and none of a short video")
  func lengths() throws {
    let starts = try segments("keyframes.mp4", leastSeconds: 1).map(\.startTime)
    for (start, next) in zip(starts, starts.dropFirst()) { #expect(next - start >= 1) }
    #expect(starts.count == 2)
    #expect(try segments("keyframes.mp4", leastSeconds: 2) == [.whole])
    // One for each keyframe.
    #expect(try segments("keyframes.mp4", leastSeconds: 0).count == 7)
    #expect(try segments("keyframes.mp4", leastSeconds: 0, mostSegments: 3).count == 2)
    #expect(try segments("keyframes.mp4", leastSeconds: VideoSegment.leastSeconds) == [.whole])
  }

  @Test(
    "A video is not cut where the container has no table of all samples or one keyframe, or frames are counted",
    arguments: ["b_frames.mkv", "mpeg4.avi", "vp9.webm", "constant_rate.mp4"])
  func whole(name: String) throws {
    #expect(try segments(name, leastSeconds: 0.1) == [.whole])
    #expect(
      try segments("keyframes.mp4", sampling: .everyNthFrame(2), leastSeconds: 0.1) == [.whole])
  }

  @Test("A video that is cut off gives what is there, and the segments beyond give nothing")
  func cutOff() throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: Fixture.path("keyframes.mp4")))
    // The table lies at the end of this file; the pictures before it are lost here.
    let table = try #require(data.range(of: Data("moov".utf8))?.lowerBound) - 4
    var damaged = data
    let lost = (table * 6 / 10)..<table
    damaged.replaceSubrange(lost, with: Data(count: lost.count))
    let path = NSTemporaryDirectory() + "segments-\(getpid()).mp4"
    try damaged.write(to: URL(fileURLWithPath: path))
    defer { unlink(path) }
    let descriptor = try descriptor(path)
    defer { close(descriptor) }
    let cut = try VideoSegment.segments(descriptor: descriptor, leastSeconds: 0.4)
    var times: [Double] = []
    var damagedPackets = 0
    for segment in cut {
      let reader = try VideoReader(descriptor: descriptor, segment: segment)
      while let sample = try reader.nextSample() { times.append(sample.time) }
      damagedPackets += reader.statistics.damagedPackets
    }
    #expect(times.first == 0 && times.count >= 6 && times == times.sorted())
    #expect(damagedPackets > 0)
  }
}
