import Foundation
import MediaContract
import Testing

@testable import Media

@Suite("Files that are no good videos")
struct BadInputTests {
  private func error(_ name: String, limits: MediaLimits = MediaLimits()) -> MediaError? {
    do throws(MediaError) {
      let reader = try VideoReader(path: Fixture.path(name), limits: limits)
      while try reader.nextSample() != nil {}
      return nil
    } catch {
      return error
    }
  }

  @Test("An empty file is unreadable")
  func empty() {
    #expect(error("empty.mp4") == .unreadableFile(reason: "it is empty"))
  }

  @Test("A missing file is unreadable")
  func missing() {
    guard case .unreadableFile = error("nowhere.mp4") else {
      Issue.record("expected unreadableFile")
      return
    }
  }

  @Test("Noise is no video")
  func noise() {
    guard case .unsupportedContainer = error("noise.mp4") else {
      Issue.record("found \(String(describing: error("noise.mp4")))")
      return
    }
  }

  @Test(
    "What is another kind of file is refused by its kind",
    arguments: ["playlist.mp4", "concatenation.mp4", "picture.png"])
  func otherKinds(name: String) {
    guard case .unsupportedContainer(let found?) = error(name) else {
      Issue.record("found \(String(describing: error(name)))")
      return
    }
    #expect(!found.isEmpty)
  }

  @Test("A video whose index was cut off is damaged")
  func indexMissing() {
    guard case .damagedContainer = error("index_missing.mp4") else {
      Issue.record("found \(String(describing: error("index_missing.mp4")))")
      return
    }
  }

  @Test("A file with sound alone has no video stream")
  func soundAlone() {
    #expect(error("audio_only.mp4") == .noVideoStream)
  }

  @Test("A codec that is not permitted is refused by name")
  func unsupportedCodec() {
    #expect(error("unsupported_codec.avi") == .unsupportedCodec(name: "flv1"))
  }

  @Test("A video that ends in the middle is read as far as it goes, and says so")
  func cutOff() throws {
    let reader = try VideoReader(path: Fixture.path("cut_off.mp4"), sampling: .everyNthFrame(1))
    while try reader.nextSample() != nil {}
    #expect(reader.statistics.frames > 10)
    #expect(reader.statistics.frames < 50)
  }

  @Test("Damaged packets are counted and passed over")
  func damaged() throws {
    let reader = try VideoReader(path: Fixture.path("damaged.mp4"), sampling: .everyNthFrame(1))
    while try reader.nextSample() != nil {}
    #expect(reader.statistics.frames > 0)
    #expect(reader.statistics.damagedPackets > 0)
  }

  @Test("Limits on pixels and length are refused with both numbers")
  func limits() {
    let pixels = error("constant_rate.mp4", limits: MediaLimits(maximumPixels: 96 * 64 - 1))
    #expect(
      pixels
        == .limitExceeded(
          what: "frame size", found: "96×64 pixels", limit: "\(96 * 64 - 1) pixels"))
    let length = error("constant_rate.mp4", limits: MediaLimits(maximumDuration: 1))
    #expect(length == .limitExceeded(what: "length", found: "2 s", limit: "1 s"))
  }

  @Test("A limit on samples spreads them over the whole video")
  func fewSamples() throws {
    let reader = try VideoReader(
      path: Fixture.path("constant_rate.mp4"), limits: MediaLimits(maximumSamples: 4))
    var times: [Double] = []
    while let sample = try reader.nextSample() { times.append(sample.time) }
    #expect(times.count == 4)
    #expect((times.last ?? 0) >= 1.4)
  }

  @Test("Cancelling ends the work")
  func cancelled() {
    #expect(throws: MediaError.cancelled) {
      let reader = try VideoReader(path: Fixture.path("constant_rate.mp4"), isCancelled: { true })
      while try reader.nextSample() != nil {}
    }
  }

  @Test("Cancelling ends the opening of a container that claims very much")
  func cancelledWhileOpening() throws {
    // Two million boxes, which libavformat goes through one by one.
    let box = Data([0, 0, 0, 8]) + Data("free".utf8)
    var bytes = Data([0, 0, 0, 16]) + Data("ftypisom".utf8) + Data(count: 4)
    for _ in 0..<2_000_000 { bytes += box }
    let path = NSTemporaryDirectory() + "mien-boxes-\(UUID().uuidString).mp4"
    defer { unlink(path) }
    try bytes.write(to: URL(fileURLWithPath: path))
    var asked = 0
    #expect(throws: MediaError.cancelled) {
      _ = try VideoReader(
        path: path,
        isCancelled: {
          asked += 1
          return asked > 3
        })
    }
    #expect(asked == 4)
  }

  @Test("A mutated video never crashes the reader", arguments: 0..<40)
  func mutated(seed: UInt64) throws {
    var bytes = try Data(contentsOf: URL(fileURLWithPath: Fixture.path("fragmented.mp4")))
    var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
    func next(_ bound: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(bound))
    }
    for _ in 0..<(1 + next(40)) { bytes[next(bytes.count)] = UInt8(next(256)) }
    let path = NSTemporaryDirectory() + "mien-mutated-\(UUID().uuidString).mp4"
    defer { unlink(path) }
    try bytes.write(to: URL(fileURLWithPath: path))
    do throws(MediaError) {
      let reader = try VideoReader(path: path)
      while try reader.nextSample() != nil {}
      #expect(reader.statistics.samples <= 10_800)
    } catch {
      #expect(!error.description.isEmpty)
    }
  }
}
