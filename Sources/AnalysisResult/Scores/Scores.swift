/// The scores of a video, each a whole number 0…100 or nil with a note that says why.
public struct Scores: Sendable, Equatable {
  public let emotions: EmotionPercentages
  public let confidence: Int
  public let eyeContact: Int?
  public let speechClarity: Int?
  public let overallScore: Int
  /// Why a score is missing or weaker than it could be.
  public let notes: [ScoreNote]

  /// - Parameters:
  ///   - gaze: nil where the eyes were not looked at.
  ///   - speech: nil where the sound was not listened to.
  init(_ summary: ObservationSummary, gaze: GazeAnalysis? = nil, speech: SpeechAnalysis? = nil) {
    emotions = EmotionPercentages(summary.mean)
    let contact = gaze?.contact
    let clarity = speech?.clarity
    let confidence = Confidence(
      summary, gaze: contact, seesHead: gaze?.isLowAccuracy != true, voice: clarity
    ).score
    self.confidence = Self.whole(confidence)
    eyeContact = (contact?.score).map(Self.whole)
    speechClarity = (clarity?.score).map(Self.whole)
    overallScore = Self.whole(
      Self.overall(
        confidence: confidence, eyeContact: contact?.score, speechClarity: clarity?.score))
    notes =
      Self.gazeNotes(gaze) + Self.speechNotes(speech)
      + Self.partNotes(hasGaze: contact != nil, hasVoice: clarity != nil)
  }

  private static func gazeNotes(_ gaze: GazeAnalysis?) -> [ScoreNote] {
    guard let gaze else {
      return [
        ScoreNote(field: "eyeContact", reason: "Not measured: the eyes were not looked at.")
      ]
    }
    guard case .absent(let reason) = gaze.outcome else { return gaze.notes }
    return [ScoreNote(field: "eyeContact", reason: reason)] + gaze.notes
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

  /// What the composed scores lack; nothing where they lack nothing.
  private static func partNotes(hasGaze: Bool, hasVoice: Bool) -> [ScoreNote] {
    let missing: String
    switch (hasGaze, hasVoice) {
    case (true, true): return []
    case (false, true): missing = "eyeContact was"
    case (true, false): missing = "speechClarity was"
    case (false, false): missing = "eyeContact and speechClarity were"
    }
    return ["confidence", "overallScore"].map {
      ScoreNote(field: $0, reason: "Made from the other parts, since \(missing) not measured.")
    }
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
