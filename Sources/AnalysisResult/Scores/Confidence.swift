import GazeScore
import SpeechScore

/// The parts of the confidence score and their weights (specs/scores.md §4). The weights are a
/// judgement from Scherer 1973 and Naim et al. 2015, not fitted to data.
struct Confidence {
  /// One part: a value in 0…1 and its weight.
  struct Part {
    let value: Double
    let weight: Double
  }

  /// Parts without evidence are absent and the others carry their weight.
  let parts: [Part]
  /// Seconds of evidence.
  let seconds: Double

  /// - Parameters:
  ///   - gaze: nil where eye contact was not measured.
  ///   - seesHead: whether the head's turn was.
  ///   - voice: nil where no speech was measured.
  init(
    _ summary: ObservationSummary, gaze: EyeContact? = nil, seesHead: Bool = true,
    voice: SpeechClarity? = nil
  ) {
    let head = seesHead ? gaze.map(Self.steadyHead) : nil
    let optional = [gaze.map(Self.gaze), head, voice.map(Self.voice)]
    parts =
      [Self.affect(summary.mean), Self.expressivity(summary.deviation)]
      + optional.compactMap { $0 }
    seconds = summary.faceSeconds
  }

  /// Evidence shorter than this pulls the score toward 50.
  private static let fullEvidenceSeconds = 10.0

  /// 0…100.
  var score: Double {
    let weights = parts.reduce(0) { $0 + $1.weight }
    guard weights > 0 else { return 50 }
    let raw = 100 * parts.reduce(0) { $0 + $1.value * $1.weight } / weights
    let evidence = min(1, max(0, seconds / Self.fullEvidenceSeconds))
    return 50 + (raw - 50) * evidence
  }

  /// Eyes at the camera: clip((eyeContact − 15) / 55).
  private static func gaze(_ contact: EyeContact) -> Part {
    Part(value: clip((contact.score - 15) / 55), weight: 0.35)
  }

  /// A head that does not swing: 1 − clip((standard deviation of the yaw − 6°) / 14°).
  private static func steadyHead(_ contact: EyeContact) -> Part {
    Part(value: 1 - clip((contact.yawDeviation - 6) / 14), weight: 0.10)
  }

  /// Friendly rather than tense: clip(0.6 + 0.8·happy − 0.6·(angry + disgust + fear + sad)).
  private static func affect(_ mean: EmotionValues) -> Part {
    let tense = mean[.angry] + mean[.disgust] + mean[.fear] + mean[.sad]
    return Part(value: clip(0.6 + 0.8 * mean[.happy] - 0.6 * tense), weight: 0.15)
  }

  /// How much the expression changes over time: clip((Σ standard deviations − 0.25) / 0.75).
  private static func expressivity(_ deviation: EmotionValues) -> Part {
    Part(value: clip((deviation.values.reduce(0, +) - 0.25) / 0.75), weight: 0.10)
  }

  /// Fluent, at an easy rate, with a pitch that moves.
  private static func voice(_ clarity: SpeechClarity) -> Part {
    Part(
      value: 0.45 * clarity.fluency + 0.30 * clarity.rate + 0.25 * clarity.pitchVariation,
      weight: 0.30)
  }

  private static func clip(_ value: Double) -> Double { min(1, max(0, value)) }
}
