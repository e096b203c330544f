import Foundation
import Media
import TestSupport
import Testing

@testable import Speech

/// The voices beside `make_speech_goldens.py`, and what other programs measure in them.
enum Fixture {
  struct Voice: Decodable {
    let count: Int
    let loudness: Double
    let modulationRatio: Double
    let noiseRatio: Double
    let probabilities: [Float]?
    let pitch: [Float]?
    let periodicity: [Float]?
  }

  struct Goldens: Decodable {
    let syllables: Int
    let tones: [String: Double]
    let voices: [String: Voice]
  }

  static let voices = ["voice_90", "voice_120", "voice_150", "voice_180", "voice_210"]

  static func goldens() throws -> Goldens {
    let path = Bundle.module.bundlePath + "/Fixtures/speech_goldens.json"
    return try JSONDecoder().decode(
      Goldens.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
  }

  static func samples(_ name: String) throws -> [Float] {
    let path = Bundle.module.bundlePath + "/Fixtures/\(name).mka"
    let reader = try #require(try AudioReader(path: path))
    var samples: [Float] = []
    while let block = try reader.nextBlock() { samples += block }
    return samples
  }

  static func model() throws -> VoiceActivityModel {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return try VoiceActivityModel(folder: root.appendingPathComponent("models").path)
  }
}

/// Sounds that the tests make themselves.
enum Sound {
  static func sine(
    frequency: Double, amplitude: Double, seconds: Double, from start: Double = 0
  ) -> [Float] {
    (0..<Int(seconds * 16_000)).map { index in
      let time = start + Double(index) / 16_000
      return Float(amplitude * sin(2 * .pi * frequency * time))
    }
  }

  static func silence(seconds: Double) -> [Float] {
    [Float](repeating: 0, count: Int(seconds * 16_000))
  }

  enum Noise: String, CaseIterable, Sendable {
    case white, pink, babble
  }

  /// Noise of power 1.
  static func noise(_ kind: Noise, count: Int, voices: [[Float]] = []) -> [Float] {
    var generator = SeededGenerator(seed: 5)
    var samples: [Float]
    switch kind {
    case .white:
      samples = (0..<count).map { _ in normal(&generator) }
    case .pink:
      // Paul Kellet's filter: −3 dB an octave within 0.05 dB.
      var state = [Float](repeating: 0, count: 7)
      samples = (0..<count).map { _ in
        let white = normal(&generator)
        state[0] = 0.99886 * state[0] + white * 0.0555179
        state[1] = 0.99332 * state[1] + white * 0.0750759
        state[2] = 0.96900 * state[2] + white * 0.1538520
        state[3] = 0.86650 * state[3] + white * 0.3104856
        state[4] = 0.55000 * state[4] + white * 0.5329522
        state[5] = -0.7616 * state[5] - white * 0.0168980
        let pink = state.reduce(0, +) + white * 0.5362
        state[6] = white * 0.115926
        return pink
      }
    case .babble:
      samples = [Float](repeating: 0, count: count)
      for talker in 0..<12 {
        let voice = voices[talker % voices.count]
        let shift = Int.random(in: 0..<voice.count, using: &generator)
        for i in 0..<count { samples[i] += voice[(i + shift) % voice.count] }
      }
    }
    let power = samples.reduce(0.0) { $0 + Double($1 * $1) } / Double(count)
    let scale = Float(1 / power.squareRoot())
    return samples.map { $0 * scale }
  }

  private static func normal(_ generator: inout SeededGenerator) -> Float {
    let first = Double.random(in: 1e-12..<1, using: &generator)
    let second = Double.random(in: 0..<1, using: &generator)
    return Float((-2 * log(first)).squareRoot() * cos(2 * .pi * second))
  }

  /// Speech in noise at a ratio in dB of the powers, below clipping.
  static func mix(_ speech: [Float], _ noise: [Float], ratio: Double) -> [Float] {
    let power = speech.reduce(0.0) { $0 + Double($1 * $1) } / Double(speech.count)
    let gain = Float((power / pow(10, ratio / 10)).squareRoot())
    let mixed = zip(speech, noise).map { $0 + gain * $1 }
    let peak = mixed.reduce(0) { max($0, abs($1)) }
    return mixed.map { $0 / max(1, peak / 0.99) }
  }
}
