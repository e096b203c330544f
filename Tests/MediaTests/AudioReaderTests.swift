import Foundation
import MediaContract
import TestSupport
import Testing

@testable import Media

@Suite("Sound")
struct AudioReaderTests {
  struct Golden: Decodable {
    let count: Int
    let rms: Double
    /// Every 97th sample.
    let samples: [Float]
  }

  static func goldens() throws -> [String: Golden] {
    let data = try Data(contentsOf: URL(fileURLWithPath: Fixture.path("audio_goldens.json")))
    return try JSONDecoder().decode([String: Golden].self, from: data)
  }

  private func read(
    _ name: String, limits: MediaLimits = MediaLimits()
  ) throws -> (samples: [Float], reader: AudioReader) {
    let reader = try #require(try AudioReader(path: Fixture.path(name), limits: limits))
    var samples: [Float] = []
    while let block = try reader.nextBlock() {
      #expect(!block.isEmpty)
      samples += block
    }
    #expect(reader.statistics.samples == samples.count)
    return (samples, reader)
  }

  /// ffmpeg's samples are whole numbers of 1/32768, in the file to five places.
  static let sampleTolerance: Float = 5e-5
  /// The command line keeps or drops a few samples of padding at the end.
  static let lengthTolerance = 40

  @Test(
    "Every codec gives ffmpeg's samples",
    arguments: [
      "sound_aac.mp4", "sound_mp3.avi", "sound_opus.webm", "sound_vorbis.mkv", "sound_flac.mkv",
      "sound_pcm.mov", "sound_ac3.mkv", "sound_stereo.mkv", "sound_late.mkv",
      "sound_longer.mp4", "sound_shorter.mp4",
    ])
  func codecs(name: String) throws {
    let golden = try #require(try Self.goldens()[name])
    let (samples, reader) = try read(name)
    #expect(abs(samples.count - golden.count) <= Self.lengthTolerance)
    let compared = zip(
      stride(from: 0, to: samples.count, by: 97).map { samples[$0] }, golden.samples)
    let worst = compared.map { abs($0 - $1) }.max() ?? 1
    #expect(worst <= Self.sampleTolerance)
    #expect(reader.statistics.damagedPackets == 0)
    #expect(reader.statistics.missingSeconds == 0)
    #expect(!reader.statistics.isTruncated)
  }

  @Test("A file without sound has no audio, and that is no error")
  func silentFilm() throws {
    #expect(try AudioReader(path: Fixture.path("constant_rate.mp4")) == nil)
  }

  @Test("A file with sound alone is read")
  func soundAlone() throws {
    let (samples, reader) = try read("audio_only.mp4")
    #expect(abs(samples.count - 8000) < 1200)
    #expect(reader.information.start == 0)
  }

  @Test("The first sample's time is counted from the start of the video")
  func start() throws {
    #expect(abs(try read("sound_late.mkv").reader.information.start - 0.4) < 0.002)
    #expect(abs(try read("late_start.mp4").reader.information.start + 0.4) < 0.03)
    #expect(abs(try read("sound_pcm.mov").reader.information.start) < 0.001)
  }

  @Test("A gap in the timestamps is silence of its length")
  func gap() throws {
    let (samples, reader) = try read("sound_gap.mkv")
    #expect(abs(samples.count - 32_000) < 200)
    #expect(abs(reader.statistics.missingSeconds - 1) < 0.01)
    #expect(samples[8200..<23_800].allSatisfy { $0 == 0 })
    #expect(samples[24_400..<31_000].contains { abs($0) > 0.05 })
  }

  @Test("Damaged packets are counted and passed over")
  func damaged() throws {
    let (samples, reader) = try read("sound_damaged.mkv")
    #expect(reader.statistics.damagedPackets > 0)
    #expect(samples.count > 4000)
  }

  @Test("The limit on the length ends the sound")
  func limit() throws {
    let (samples, reader) = try read(
      "sound_longer.mp4", limits: MediaLimits(maximumDuration: 0.75))
    #expect(samples.count == 12_000)
    #expect(reader.statistics.stoppedAtLimit)
  }

  @Test("Cancelling ends the work")
  func cancelled() throws {
    for patience in [0, 1, 2, 5] {
      var asked = 0
      #expect(throws: MediaError.cancelled) {
        let reader = try AudioReader(
          path: Fixture.path("sound_aac.mp4"),
          isCancelled: {
            asked += 1
            return asked > patience
          })
        while try reader?.nextBlock() != nil {}
      }
    }
  }

  @Test("Two readings of a file are equal bit for bit, beside a reading of its pictures")
  func twice() throws {
    let descriptor = open(Fixture.path("sound_aac.mp4"), O_RDONLY)
    defer { close(descriptor) }
    let video = try VideoReader(descriptor: descriptor)
    var readings: [[Float]] = []
    for _ in 0..<2 {
      let reader = try #require(try AudioReader(descriptor: descriptor))
      var samples: [Float] = []
      while let block = try reader.nextBlock() {
        samples += block
        _ = try video.nextSample()
      }
      readings.append(samples)
    }
    #expect(readings[0] == readings[1])
  }

  @Test("Mutated sound never crashes the reader", arguments: 0..<30)
  func mutated(seed: UInt64) throws {
    let names = ["sound_aac.mp4", "sound_opus.webm", "sound_mp3.avi", "sound_flac.mkv"]
    let name = names[Int(seed) % names.count]
    var bytes = try Data(contentsOf: URL(fileURLWithPath: Fixture.path(name)))
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<Int.random(in: 1...40, using: &generator) {
      bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(
        in: 0...255, using: &generator)
    }
    let path = NSTemporaryDirectory() + "mien-mutated-\(UUID().uuidString).bin"
    defer { unlink(path) }
    try bytes.write(to: URL(fileURLWithPath: path))
    let limits = MediaLimits(maximumDuration: 60)
    do throws(MediaError) {
      guard let reader = try AudioReader(path: path, limits: limits) else { return }
      while let block = try reader.nextBlock() { #expect(!block.isEmpty) }
      #expect(reader.statistics.samples <= 60 * AudioReader.sampleRate)
    } catch {
      #expect(!error.description.isEmpty)
    }
  }
}
