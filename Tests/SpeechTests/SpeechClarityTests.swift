import Foundation
import SpeechScore
import TestSupport
import Testing

@testable import Speech

@Suite("Speech clarity")
struct SpeechClarityTests {
  static let rateTolerance = 0.06
  static let largestRise = 1.0

  @Test("The syllable rate of a synthetic voice is the true one", arguments: Fixture.voices)
  func rate(name: String) throws {
    let measurement = try SpeechMeasurement(
      samples: Fixture.samples(name), model: Fixture.model())
    let measures = try #require(measurement.measures)
    let expected = Double(try Fixture.goldens().syllables)
    #expect(abs(Double(measures.syllables) / expected - 1) <= Self.rateTolerance, "\(measures)")
  }

  @Test("Faster speech has a higher rate")
  func rising() throws {
    let model = try Fixture.model()
    let rates = try Fixture.voices.map { name in
      try SpeechMeasurement(samples: Fixture.samples(name), model: model).measures?
        .articulationRate ?? 0
    }
    #expect(rates == rates.sorted())
    #expect(rates[4] > 1.5 * rates[0])
  }

  @Test("More noise never raises the score by more than a point", arguments: Sound.Noise.allCases)
  func monotone(noise: Sound.Noise) throws {
    let model = try Fixture.model()
    let voice = try Array(Fixture.samples("voice_150").prefix(10 * 16_000))
    let others = try ["voice_90", "voice_120", "voice_180", "voice_210"].map(Fixture.samples)
    let disturbance = Sound.noise(noise, count: voice.count, voices: others)
    var best = -Double.infinity
    var measured = 0
    var scores: [Double] = []
    for ratio in [-5.0, 0, 5, 10, 15, 20, 25, 30, 40] {
      let mixed = Sound.mix(voice, disturbance, ratio: ratio)
      guard let measures = try SpeechMeasurement(samples: mixed, model: model).measures else {
        continue
      }
      let score = SpeechClarity(measures).score
      scores.append(score)
      #expect(score >= best - Self.largestRise, "\(ratio) dB: \(scores)")
      best = max(best, score)
      measured += 1
    }
    #expect(measured >= 5)
    #expect((scores.last ?? 0) > (scores.first ?? 100) + 10)
  }

  @Test("What cannot be measured is absent, with its reason")
  func absent() throws {
    let model = try Fixture.model()
    func absence(_ samples: [Float]) throws -> SpeechMeasurement.Absence? {
      if case .absent(let absence) = try SpeechMeasurement(samples: samples, model: model) {
        return absence
      }
      return nil
    }
    #expect(try absence([]) == .tooShort(seconds: 0))
    #expect(
      try absence(Sound.sine(frequency: 200, amplitude: 0.5, seconds: 0.5))
        == .tooShort(seconds: 0.5))
    #expect(try absence(Sound.silence(seconds: 5)) == .silent)
    #expect(try absence(Sound.sine(frequency: 200, amplitude: 0.0009, seconds: 5)) == .silent)
    for samples in [
      Sound.sine(frequency: 440, amplitude: 0.3, seconds: 6),
      Sound.noise(.white, count: 96_000).map { $0 * 0.1 },
      Sound.silence(seconds: 4) + Array(try Fixture.samples("voice_150").prefix(16_000 * 2)),
    ] {
      guard case .tooLittleSpeech(let seconds)? = try absence(samples) else {
        Issue.record("measured")
        continue
      }
      #expect(seconds < 3)
    }
  }

  @Test("The same samples give the same measures, however they are cut", arguments: [true, false])
  func deterministic(withModel: Bool) throws {
    let model = withModel ? try Fixture.model() : nil
    let samples = Array(try Fixture.samples("voice_180").prefix(100_000))
    let whole = try SpeechMeasurement(samples: samples, model: model)
    var generator = SeededGenerator(seed: 9)
    var survey = SpeechSurvey()
    survey.append(samples)
    let meter = try SpeechMeter(survey, model: model)
    var start = 0
    while start < samples.count {
      let end = min(samples.count, start + Int.random(in: 1...5000, using: &generator))
      try meter.append(Array(samples[start..<end]))
      start = end
    }
    #expect(try meter.finish() == whole)
    #expect(whole.measures?.detector == (withModel ? .network : .energy))
  }

  @Test("Each fault of the sound costs points")
  func faults() throws {
    let model = try Fixture.model()
    let voice = Array(try Fixture.samples("voice_150").prefix(10 * 16_000))
    func measure(_ samples: [Float]) throws -> SpeechClarity {
      let measurement = try SpeechMeasurement(samples: samples, model: model)
      return SpeechClarity(try #require(measurement.measures))
    }
    let clean = try measure(voice)
    let quiet = try measure(voice.map { $0 * 0.03 })
    #expect(quiet.level < 0.95 && quiet.score < clean.score - 3)
    let peak = voice.map(abs).max() ?? 1
    let clipped = try measure(voice.map { min(peak / 8, max(-peak / 8, $0)) })
    #expect(clipped.cleanness == 0.5 && clipped.score < clean.score - 10)
  }
}
