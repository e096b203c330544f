import Foundation
import SpeechScore
import Testing

@testable import Speech

@Suite("Measures against scipy's")
struct MeasureTests {
  /// Single precision, and one frame more or less at the end.
  static let relativeTolerance = 0.005
  static let noiseTolerance = 1.0
  static let periodicityTolerance: Float = 2e-3

  @Test("Modulation and noise ratios", arguments: Fixture.voices)
  func ratios(name: String) throws {
    let golden = try #require(try Fixture.goldens().voices[name])
    let samples = try Fixture.samples(name)
    let modulation = try ModulationRatio()
    modulation.append(samples)
    let ratio = try #require(modulation.value)
    #expect(abs(ratio / golden.modulationRatio - 1) <= Self.relativeTolerance)
    var noise = NoiseRatio()
    noise.append(samples)
    let found = try #require(noise.value)
    #expect(abs(found - golden.noiseRatio) <= Self.noiseTolerance)
  }

  @Test("Noise of a known ratio is found within 3 dB", arguments: [0.0, 10, 20, 30])
  func noise(ratio: Double) throws {
    let voice = try Fixture.samples("voice_150")
    let mixed = Sound.mix(voice, Sound.noise(.white, count: voice.count), ratio: ratio)
    var noise = NoiseRatio()
    noise.append(mixed)
    let found = try #require(noise.value)
    #expect(abs(found - ratio) < 4)
  }

  @Test("Pitch and periodicity", arguments: ["voice_150", "voice_210"])
  func pitch(name: String) throws {
    let golden = try #require(try Fixture.goldens().voices[name])
    let tracker = try PitchTracker()
    tracker.append(try Fixture.samples(name))
    tracker.finish()
    let heights = try #require(golden.periodicity)
    let pitches = try #require(golden.pitch)
    #expect(abs(tracker.periodicities.count - heights.count) <= 1)
    let voiced = zip(tracker.periodicities, heights).filter { $0.1 > 0.5 }
    #expect(voiced.count > 200)
    let worst = voiced.map { abs($0 - $1) }.max() ?? 1
    #expect(worst <= Self.periodicityTolerance)
    let different = zip(tracker.frequencies, pitches).enumerated().filter { index, pair in
      index < heights.count && heights[index] > 0.5 && abs(pair.0 / pair.1 - 1) > 0.002
    }
    // Two lags may be equally good.
    #expect(different.count <= voiced.count / 100)
  }

  @Test("A sine's pitch is its frequency", arguments: [80.0, 123.4, 200, 400])
  func sine(frequency: Double) throws {
    let tracker = try PitchTracker()
    tracker.append(Sound.sine(frequency: frequency, amplitude: 0.3, seconds: 1))
    tracker.finish()
    #expect(tracker.frequencies.count == 100)
    for frame in 10..<90 {
      #expect(abs(Double(tracker.frequencies[frame]) / frequency - 1) < 0.01)
      #expect(tracker.periodicities[frame] > 0.95)
    }
  }

  @Test("Cut-off tops are counted")
  func clipping() {
    let clean = Sound.sine(frequency: 100, amplitude: 0.5, seconds: 1)
    var meter = ClippingMeter(peak: 0.5)
    meter.append(clean)
    let natural = meter.finish()
    let cut = clean.map { min(0.3, max(-0.3, $0)) }
    meter = ClippingMeter(peak: 0.3)
    meter.append(Array(cut[..<1000]))
    meter.append(Array(cut[1000...]))
    let share = meter.finish()
    // Beyond asin(0.6) of each quarter wave, and the top of a sine is flat by itself.
    #expect(abs(share - (1 - 2 * asin(0.985 * 0.6) / .pi)) < 0.02)
    #expect(natural < 0.12)
    #expect(share > 4 * natural)
  }

  @Test("Pauses are the silences between words")
  func pauses() {
    let pauses = Pauses([
      SpeechSegment(start: 1, end: 3), SpeechSegment(start: 3.2, end: 5),
      SpeechSegment(start: 8, end: 11),
    ])
    #expect(pauses.all.map(\.start) == [5])
    #expect(pauses.long.map(\.duration) == [3])
    #expect(abs(pauses.phonationRatio - 0.68) < 1e-9)
    #expect(pauses.longPerMinute == 2)
  }
}
