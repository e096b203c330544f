import SpeechScore

/// What was heard in a video: measures and their score, or why there are none.
public struct SpeechAnalysis: Sendable, Equatable, Codable {
  public enum Outcome: Sendable, Equatable {
    case measured(SpeechMeasures, SpeechClarity)
    /// A sentence that says why.
    case absent(reason: String)
  }

  public let outcome: Outcome
  /// Time of the first sample in seconds from the start of the video.
  public let start: Double
  /// What weakens the measures.
  public let notes: [ScoreNote]

  /// What a listener made of the sound.
  package init(outcome: Outcome, start: Double = 0, notes: [ScoreNote] = []) {
    self.outcome = outcome
    self.start = start
    self.notes = notes
  }

  public var measures: SpeechMeasures? {
    if case .measured(let measures, _) = outcome { return measures }
    return nil
  }

  public var clarity: SpeechClarity? {
    if case .measured(_, let clarity) = outcome { return clarity }
    return nil
  }
}

extension SpeechAnalysis.Outcome: Codable {
  private enum CodingKeys: String, CodingKey {
    case measures, absence
  }

  /// The score is made of the measures again.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let measures = try container.decodeIfPresent(SpeechMeasures.self, forKey: .measures) {
      self = .measured(measures, SpeechClarity(measures))
    } else {
      self = .absent(reason: try container.decode(String.self, forKey: .absence))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .measured(let measures, _): try container.encode(measures, forKey: .measures)
    case .absent(let reason): try container.encode(reason, forKey: .absence)
    }
  }
}
