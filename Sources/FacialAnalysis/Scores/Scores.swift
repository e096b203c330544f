/// The scores of a video, each a whole number 0…100 or nil with a note that says why.
public struct Scores: Sendable, Equatable {
  public let emotions: EmotionPercentages
  public let confidence: Int
  public let eyeContact: Int?
  public let speechClarity: Int?
  public let overallScore: Int
  /// Why a score is missing or weaker than it could be.
  public let notes: [ScoreNote]

  /// - Parameter speech: nil where the sound was not listened to.
  init(_ summary: ObservationSummary, speech: SpeechAnalysis? = nil) {
    emotions = EmotionPercentages(summary.mean)
    let clarity = speech?.clarity
    let confidence = Confidence(summary, voice: clarity).score
    self.confidence = Self.whole(confidence)
    eyeContact = nil
    speechClarity = (clarity?.score).map(Self.whole)
    overallScore = Self.whole(
      Self.overall(confidence: confidence, eyeContact: nil, speechClarity: clarity?.score))
    notes =
      [
        ScoreNote(
          field: "eyeContact",
          reason: "Not measured: this version does not follow the direction of the eyes.")
      ] + Self.speechNotes(speech) + Self.partNotes(hasVoice: clarity != nil)
  }

  private static func speechNotes(_ speech: SpeechAnalysis?) -> [ScoreNote] {
    guard let speech else {
      return [
        ScoreNote(field: "speechClarity", reason: "Not measured: the sound was not listened to.")
      ]
    }
    guard case .absent(let reason) = speech.outcome else { return speech.notes }
    return [ScoreNote(field: "speechClarity", reason: reason)] + speech.notes
  }

  private static func partNotes(hasVoice: Bool) -> [ScoreNote] {
    let present =
      hasVoice
      ? "facial expression, its variation and the voice" : "facial expression and its variation"
    let missing = hasVoice ? "gaze and head movement" : "gaze, voice and head movement"
    return [
      ScoreNote(
        field: "confidence", reason: "Made from \(present), since \(missing) are not measured."),
      ScoreNote(
        field: "overallScore",
        reason: hasVoice
          ? "Made from confidence and speechClarity, since eyeContact is not measured."
          : "Equal to confidence, since eyeContact and speechClarity are not measured."),
    ]
  }

  /// 0.4 confidence + 0.3 eye contact + 0.3 speech clarity, over the parts that exist
  /// (specs/scores.md §4).
  static func overall(confidence: Double, eyeContact: Double?, speechClarity: Double?) -> Double {
    var sum = 0.4 * confidence
    var weight = 0.4
    for part in [eyeContact, speechClarity] {
      guard let part else { continue }
      sum += 0.3 * part
      weight += 0.3
    }
    return sum / weight
  }

  private static func whole(_ score: Double) -> Int {
    Int(min(100, max(0, score)).rounded())
  }
}

/// A remark on one field of the answer.
public struct ScoreNote: Sendable, Equatable, Codable {
  public let field: String
  public let reason: String

  public init(field: String, reason: String) {
    self.field = field
    self.reason = reason
  }
}
