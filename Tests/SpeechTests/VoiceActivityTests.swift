import Foundation
import SpeechScore
import Testing

@testable import Speech

@Suite("Voice activity")
struct VoiceActivityTests {
  /// What single precision makes where the network is undecided.
  static let tolerance: Float = 1e-5
  static let typicalTolerance = 1e-6

  @Test("Probabilities are those of Silero's own file", arguments: ["voice_150", "voice_210"])
  func network(name: String) throws {
    let expected = try #require(try Fixture.goldens().voices[name]?.probabilities)
    let detector = try VoiceActivityDetector(model: Fixture.model())
    // Steps of 16 bits, since the network makes 2e-5 of what two decoders differ by.
    try detector.append(
      try Fixture.samples(name).map { ($0 * 32768).rounded(.toNearestOrEven) / 32768 })
    try detector.finish()
    #expect(abs(detector.probabilities.count - expected.count) <= 1)
    let errors = zip(detector.probabilities, expected).map { abs($0 - $1) }
    #expect((errors.max() ?? 1) <= Self.tolerance)
    #expect(errors.map(Double.init).quantile(0.9) <= Self.typicalTolerance)
  }

  @Test("Without the network, energy finds speech between silences")
  func energy() throws {
    let voice = Array(try Fixture.samples("voice_150").prefix(64_000))
    let activity = try EnergyVoiceActivity()
    activity.append(Sound.silence(seconds: 2) + voice + Sound.silence(seconds: 2))
    let segments = [SpeechSegment](
      probabilities: activity.finish(), step: EnergyVoiceActivity.step)
    let first = try #require(segments.first)
    let last = try #require(segments.last)
    #expect(first.start > 1.8 && first.start < 2.4)
    #expect(last.end > 5.6 && last.end < 6.3)
    #expect(segments.speechSeconds > 2)
  }

  @Test("Segments begin at 0.5, end below 0.35, are widened, joined, and not too short")
  func segments() {
    let step = 0.1
    let probabilities: [Float] = [0, 0.6, 0.4, 0.4, 0.3, 0.5, 0, 0, 0, 0.49, 0, 0, 0.9]
    let segments = [SpeechSegment](probabilities: probabilities, step: step)
    #expect(segments.count == 2)
    // 0.4…0.5 is a gap of 0.1 s, 0.04 s after widening.
    #expect(abs((segments.first?.start ?? 0) - 0.07) < 1e-9)
    #expect(abs((segments.first?.end ?? 0) - 0.63) < 1e-9)
    #expect(abs((segments.last?.end ?? 0) - 1.33) < 1e-9)
    #expect([SpeechSegment](probabilities: [0, 0.9, 0], step: 0.03).isEmpty)
  }

  @Test("A model that is another network is refused by name")
  func wrongModel() throws {
    #expect(throws: SpeechError.self) { try VoiceActivityModel(folder: "/nowhere") }
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let output = root.appendingPathComponent("models/silero_out.h5").path
    do {
      _ = try VoiceActivityModel(cellPath: output, outputPath: output)
      Issue.record("accepted")
    } catch {
      #expect(error.description.contains("silero_out.h5"))
    }
  }
}
