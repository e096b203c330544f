/// How clearly somebody is heard: the signal's part times the delivery's (specs/scores.md §3).
///
/// A heuristic for a speaker's own practice, not a judgement of a person or an accent.
public struct SpeechClarity: Sendable, Equatable {
  /// Each 0…1.
  public let intelligibility: Double
  public let dryness: Double
  /// 1 without clipping, 0.5 from 1 % of the samples on.
  public let cleanness: Double
  /// 1 from −32 LUFS on, 0.6 at −50.
  public let level: Double
  public let rate: Double
  public let fluency: Double
  public let pitchVariation: Double
  /// Intelligibility, dryness, cleanness and level together.
  public let signal: Double
  /// Rate, fluency and pitch variation together.
  public let delivery: Double

  /// 0…100.
  public var score: Double { 100 * signal * (0.6 + 0.4 * delivery) }

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

    signal = intelligibility * (0.7 + 0.3 * dryness) * cleanness * level
    let measured = 0.45 * rate + 0.35 * fluency + 0.20 * pitchVariation
    // In noise the delivery cannot be measured well: it may then not lift the score.
    let trust = ramp(measures.speechToPauses, from: 0, to: 10)
    delivery = trust * measured + (1 - trust) * min(measured, 0.5)
  }
}
