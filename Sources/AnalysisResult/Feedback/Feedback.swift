/// What is said to the person: at most one strength and three suggestions, then what was seen.
///
/// Every sentence states a fact of this video, with a number; it describes what was visible, never
/// what somebody felt (specs/scores.md §5).
public struct Feedback: Sendable, Equatable {
  public let items: [FeedbackItem]

  /// The items as one text.
  public var text: String { items.map(\.text).joined(separator: " ") }

  init(
    summary: ObservationSummary, scores: Scores, gaze: GazeAnalysis? = nil,
    speech: SpeechAnalysis? = nil
  ) {
    var items: [FeedbackItem] = []
    let strength = gaze.flatMap(GazeSuggestions.strength) ?? Self.strength(summary)
    items.append(contentsOf: [strength].compactMap { $0 })
    let suggestions =
      [
        Self.absence(summary), Self.coverage(summary), Self.severalFaces(summary),
        Self.stillness(summary),
      ].compactMap { $0 } + (gaze.map(GazeSuggestions.all) ?? [])
      + (speech.map { SpeechSuggestions($0).all } ?? [])
    // The order above decides between equals.
    let order = suggestions.enumerated().sorted { first, second in
      (second.element.pointsLost, first.offset) < (first.element.pointsLost, second.offset)
    }
    items.append(contentsOf: order.prefix(3).map(\.element.item))
    items.append(Self.expression(scores.emotions))
    self.items = items
  }

  private static let goodCoverage = 0.9
  private static let remarkableAbsenceSeconds = 3.0
  private static let severalFacesShare = 0.1
  private static let stillDeviation = 0.25
  private static let stillSeconds = 5.0
  /// Points of the overall score that a face never seen, several faces all the time, and a face
  /// that never changes are taken to cost; judgement.
  private static let facePoints = 30.0
  private static let severalFacesPoints = 10.0
  private static let stillnessPoints = 4.0

  private static func strength(_ summary: ObservationSummary) -> FeedbackItem? {
    if summary.dominance[.happy] >= 0.2 {
      let share = percent(summary.dominance[.happy])
      return FeedbackItem(
        kind: .strength, field: "emotions",
        text: "A smile was your strongest expression in \(share) % of the moments that were seen.")
    }
    guard summary.coverage >= goodCoverage else { return nil }
    return FeedbackItem(
      kind: .strength, field: "faceCoverage",
      text: "Your face was in view in \(summary.faceSamples) of \(summary.samples) sampled moments "
        + "(\(percent(summary.coverage)) %).")
  }

  private static func absence(_ summary: ObservationSummary) -> Suggestion? {
    guard let longest = summary.absences.max(by: { $0.seconds < $1.seconds }),
      longest.seconds >= remarkableAbsenceSeconds
    else { return nil }
    let item = FeedbackItem(
      kind: .suggestion, field: "faceCoverage",
      text: "No face was found for \(Int(longest.seconds.rounded())) s at "
        + "\(Timecode(longest.start))–\(Timecode(longest.end)); stay inside the picture and turn "
        + "to the camera.",
      start: longest.start, end: longest.end)
    return Suggestion(
      item: item,
      pointsLost: longest.seconds / max(longest.seconds, summary.faceSeconds) * facePoints)
  }

  private static func coverage(_ summary: ObservationSummary) -> Suggestion? {
    guard summary.coverage < goodCoverage else { return nil }
    let item = FeedbackItem(
      kind: .suggestion, field: "faceCoverage",
      text: "Your face was found in \(summary.faceSamples) of \(summary.samples) sampled moments "
        + "(\(percent(summary.coverage)) %); a light from the front and a camera at eye level "
        + "help.")
    return Suggestion(item: item, pointsLost: (1 - summary.coverage) * facePoints)
  }

  private static func severalFaces(_ summary: ObservationSummary) -> Suggestion? {
    guard summary.severalFacesShare >= severalFacesShare else { return nil }
    let item = FeedbackItem(
      kind: .suggestion, field: "faces",
      text: "More than one face (up to \(summary.mostFaces)) was found in "
        + "\(percent(summary.severalFacesShare)) % of the moments and only the largest was read; "
        + "record alone or sit closer to the camera.")
    return Suggestion(item: item, pointsLost: summary.severalFacesShare * severalFacesPoints)
  }

  private static func stillness(_ summary: ObservationSummary) -> Suggestion? {
    let deviation = summary.deviation.values.reduce(0, +)
    guard deviation < stillDeviation, summary.faceSeconds >= stillSeconds else { return nil }
    let seconds = Int(summary.faceSeconds.rounded())
    let item = FeedbackItem(
      kind: .suggestion, field: "confidence",
      text: "Your expression hardly changed over \(seconds) s; let your face follow what you say.")
    return Suggestion(item: item, pointsLost: stillnessPoints)
  }

  private static let leastNamedPercent = 5

  private static func expression(_ emotions: EmotionPercentages) -> FeedbackItem {
    // The strongest has a seventh at least; what is next to nothing says nothing.
    let visible = emotions.ranked.prefix(3).filter { $0.percent >= leastNamedPercent }
    let list = visible.map { "\($0.emotion.rawValue) \($0.percent) %" }.joined(separator: ", ")
    return FeedbackItem(
      kind: .observation, field: "emotions", text: "Your visible expression read as \(list).")
  }

  /// A share as a whole percentage that says 0 and 100 only when it is so.
  private static func percent(_ share: Double) -> Int {
    let rounded = Int((share * 100).rounded())
    if share > 0 && rounded == 0 { return 1 }
    if share < 1 && rounded == 100 { return 99 }
    return rounded
  }
}

/// One sentence of feedback, as data.
public struct FeedbackItem: Sendable, Equatable, Codable {
  public enum Kind: String, Sendable, Codable {
    case strength, suggestion, observation
  }

  public let kind: Kind
  /// The score or fact that the sentence is about.
  public let field: String
  public let text: String
  /// Seconds from the start of the video; nil where the sentence is about the whole.
  public let start: Double?
  public let end: Double?

  init(kind: Kind, field: String, text: String, start: Double? = nil, end: Double? = nil) {
    self.kind = kind
    self.field = field
    self.text = text
    self.start = start
    self.end = end
  }
}

/// Seconds as `mm:ss`, or `h:mm:ss` from an hour on.
struct Timecode: CustomStringConvertible {
  let seconds: Int

  init(_ seconds: Double) {
    self.seconds = max(0, Int(min(seconds, 1e9).rounded(.down)))
  }

  var description: String {
    let tail = "\(Self.twoDigits(seconds / 60 % 60)):\(Self.twoDigits(seconds % 60))"
    return seconds < 3600 ? tail : "\(seconds / 3600):\(tail)"
  }

  private static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}
