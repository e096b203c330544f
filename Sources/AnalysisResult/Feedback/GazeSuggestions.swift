import GazeScore

/// What is said of eye contact (specs/scores.md §5), with its number, its time and an action.
enum GazeSuggestions {
  private static let remarkableSeconds = 3.0
  private static let goodContact = 80.0
  private static let weightInOverallScore = 0.3

  /// The longest stretch without eye contact, where it is long. A face that was not visible is
  /// spoken of elsewhere.
  static func all(_ gaze: GazeAnalysis) -> [Suggestion] {
    guard let contact = gaze.contact, let last = gaze.observations.last?.time, last > 0 else {
      return []
    }
    let away = contact.away.filter {
      $0.direction != .notVisible && $0.duration >= remarkableSeconds
    }
    guard let longest = away.max(by: { $0.duration < $1.duration }) else { return [] }
    let seconds = Int(longest.duration.rounded())
    let time = "\(Timecode(longest.start))–\(Timecode(longest.end))"
    let text =
      longest.direction == .eyesClosed
      ? "Your eyes were closed for \(seconds) s at \(time); look up at the lens."
      : "You looked away for \(seconds) s at \(time) (\(longest.direction.rawValue)); put your "
        + "notes beside the lens."
    let total = away.reduce(0) { $0 + $1.duration }
    return [
      Suggestion(
        item: FeedbackItem(
          kind: .suggestion, field: "eyeContact", text: text, start: longest.start,
          end: longest.end),
        pointsLost: 100 * weightInOverallScore * min(1, total / last))
    ]
  }

  /// Good eye contact, where it was.
  static func strength(_ gaze: GazeAnalysis) -> FeedbackItem? {
    guard let contact = gaze.contact, contact.score >= goodContact else { return nil }
    return FeedbackItem(
      kind: .strength, field: "eyeContact",
      text: "You looked at the camera for \(Int(contact.score.rounded())) % of the time.")
  }
}
