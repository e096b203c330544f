import GazeScore

/// Where the eyes of the speaker pointed: a score with its parts, or why there is none.
public struct GazeAnalysis: Sendable, Equatable, Codable {
  public enum Outcome: Sendable, Equatable, Codable {
    case measured(EyeContact)
    /// A sentence that says why.
    case absent(reason: String)
  }

  public let outcome: Outcome
  /// What the landmarks or the pupils gave, one entry for each sampled frame; empty without both.
  public let observations: [FaceObservation]
  /// Whether pupils alone were looked at, for want of landmark networks: the head's turn and blinks
  /// are then not known.
  public let isLowAccuracy: Bool
  /// What weakens the measure.
  public let notes: [ScoreNote]

  /// - Parameters:
  ///   - problem: why nothing was looked at; nil where something was.
  ///   - weakness: why pupils alone were; nil where landmarks were.
  package init(_ observations: [FaceObservation], problem: String?, weakness: String? = nil) {
    self.observations = observations
    isLowAccuracy = problem == nil && weakness != nil
    if let problem {
      outcome = .absent(reason: "Not measured: \(problem).")
      notes = []
      return
    }
    do throws(EyeContactUnavailable) {
      outcome = .measured(try EyeContact(observations))
      notes = Self.weaknessNotes(weakness) + Self.notes(observations)
    } catch {
      let moments = weakness == nil ? "" : " Only moments in which both eyes were found count."
      outcome = .absent(reason: "Not measured: \(error)" + moments)
      notes = Self.weaknessNotes(weakness)
    }
  }

  public var contact: EyeContact? {
    if case .measured(let contact) = outcome { return contact }
    return nil
  }

  /// Glances are as short as a fifth of a second (specs/scores.md §2).
  private static let leastSamplesPerSecond = 5.0

  private static func weaknessNotes(_ weakness: String?) -> [ScoreNote] {
    weakness.map {
      [
        ScoreNote(
          field: "eyeContact",
          reason:
            "Of low accuracy: made from the pupils alone, without the turn of the head, since "
            + "there are no landmarks. \($0)")
      ]
    } ?? []
  }

  private static func notes(_ observations: [FaceObservation]) -> [ScoreNote] {
    guard let first = observations.first?.time, let last = observations.last?.time, last > first
    else { return [] }
    let rate = Double(observations.count - 1) / (last - first)
    guard rate < leastSamplesPerSecond else { return [] }
    let text = AnalysisReport.rounded(rate, places: 1)
    return [
      ScoreNote(
        field: "eyeContact",
        reason: "Made from \(text) samples a second; fewer than 5 miss short glances.")
    ]
  }
}
