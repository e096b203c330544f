import Foundation
import Testing

@testable import Speech

@Suite("Loudness against ffmpeg's ebur128")
struct LoudnessTests {
  /// ffmpeg prints tenths.
  static let tolerance = 0.1

  private func loudness(_ samples: [Float]) -> Double? {
    var meter = LoudnessMeter()
    meter.append(samples)
    return meter.integratedLoudness
  }

  @Test("Tones have ffmpeg's loudness")
  func tones() throws {
    let tones = try Fixture.goldens().tones
    let sounds = [
      "sine 1000 Hz, amplitude 0.1, 5 s": Sound.sine(frequency: 1000, amplitude: 0.1, seconds: 5),
      "sine 100 Hz, amplitude 0.5, 5 s": Sound.sine(frequency: 100, amplitude: 0.5, seconds: 5),
      "sine 5000 Hz, amplitude 0.02, 5 s":
        Sound.sine(frequency: 5000, amplitude: 0.02, seconds: 5),
      "sine 1000 Hz, amplitude 0.2 for 2 s, then 0.001 for 3 s":
        Sound.sine(frequency: 1000, amplitude: 0.2, seconds: 2)
        + Sound.sine(frequency: 1000, amplitude: 0.001, seconds: 3, from: 2),
    ]
    #expect(Set(sounds.keys) == Set(tones.keys))
    for (name, expected) in tones {
      let sound = try #require(sounds[name])
      let found = try #require(loudness(sound))
      #expect(abs(found - expected) <= Self.tolerance, "\(name): \(found)")
    }
  }

  @Test("Voices have ffmpeg's loudness", arguments: Fixture.voices)
  func voices(name: String) throws {
    let expected = try #require(try Fixture.goldens().voices[name]).loudness
    let samples = try Fixture.samples(name)
    let found = try #require(loudness(samples))
    #expect(abs(found - expected) <= Self.tolerance)
  }

  @Test("Silence and less than one block have no loudness")
  func nothing() {
    #expect(loudness(Sound.silence(seconds: 3)) == nil)
    #expect(loudness(Sound.sine(frequency: 500, amplitude: 0.5, seconds: 0.39)) == nil)
  }
}
