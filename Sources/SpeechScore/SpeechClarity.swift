/// How clearly somebody is heard: the signal's part times the delivery's (specs/scores.md §3).
///
/// A heuristic for a speaker's own practice, not a judgement of a person or an accent.
public struct SpeechClarity: Sendable, Equatable {
  /// Each part 0…1.
  public private(set) var intelligibility: Double
  public private(set) var dryness: Double
  /// 1 without clipping, 0.5 from 1 % of the samples on.
  public private(set) var cleanness: Double
  /// 1 from −32 LUFS on, 0.6 at −50.
  public private(set) var level: Double
  public private(set) var rate: Double
  public private(set) var fluency: Double
  public private(set) var pitchVariation: Double
  /// How well the delivery can be measured in this noise.
  private let trust: Double

  public init(_ measures: SpeechMeasures) {
    intelligibility = measures.intelligibility
    dryness = ramp(measures.modulationRatio, from: 2, to: 8)
    cleanness = 1 - 0.5 * ramp(measures.clippedShare, from: 0, to: 0.01)
    level = 1 - 0.4 * ramp(-measures.loudness, from: 32, to: 50)
    rate = trapezoid(measures.articulationRate, 1.5, 3.0, 5.8, 8.0)
    fluency = min(
      trapezoid(measures.pauses.phonationRatio, 0.25, 0.55, 0.97, 1.10),
      1 - 0.6 * ramp(measures.pauses.longPerMinute, from: 1, to: 6))
    pitchVariation = ramp(measures.pitchDeviation, from: 0.8, to: 2.5)
    trust = ramp(measures.speechToPauses, from: 0, to: 10)
  }

  /// Intelligibility, dryness, cleanness and level together, 0…1.
  public var signal: Double { intelligibility * (0.7 + 0.3 * dryness) * cleanness * level }

  /// Rate, fluency and pitch variation together, 0…1. In noise they may not lift the score.
  public var delivery: Double {
    let measured = 0.45 * rate + 0.35 * fluency + 0.20 * pitchVariation
    return trust * measured + (1 - trust) * min(measured, 0.5)
  }

  /// 0…100.
  public var score: Double { 100 * signal * (0.6 + 0.4 * delivery) }

  /// The parts by name.
  public enum Part: CaseIterable, Sendable {
    case intelligibility, dryness, cleanness, level, rate, fluency, pitchVariation
  }

  /// The points that the score would gain if this part were perfect.
  public func pointsLost(to part: Part) -> Double {
    var better = self
    switch part {
    case .intelligibility: better.intelligibility = 1
    case .dryness: better.dryness = 1
    case .cleanness: better.cleanness = 1
    case .level: better.level = 1
    case .rate: better.rate = 1
    case .fluency: better.fluency = 1
    case .pitchVariation: better.pitchVariation = 1
    }
    return better.score - score
  }
}
