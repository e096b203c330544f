import GazeScore

/// What was measured of the eyes, as JSON.
public struct GazeDetails: Sendable, Encodable {
  /// Stretches of at least a second without eye contact.
  public let away: [Away]
  /// Share of the time in which the face was large enough, 0…1.
  public let coverage: Double
  /// Six samples a second miss short blinks. Absent at low accuracy.
  public let blinksPerMinute: Double?
  /// Standard deviation of the head's turn to the side, in degrees. Absent at low accuracy.
  public let headYawDeviation: Double?
  /// Whether pupils alone were looked at, for want of landmark networks; a note says why.
  public let lowAccuracy: Bool

  public struct Away: Sendable, Encodable {
    public let start: Double
    public let end: Double
    /// The speaker's own left and right, in a video that is not mirrored.
    public let direction: AwayDirection
  }

  init?(_ gaze: GazeAnalysis) {
    guard let contact = gaze.contact else { return nil }
    func rounded(_ value: Double) -> Double { AnalysisReport.rounded(value, places: 3) }
    away = contact.away.map {
      Away(start: rounded($0.start), end: rounded($0.end), direction: $0.direction)
    }
    coverage = rounded(contact.coverage)
    lowAccuracy = gaze.isLowAccuracy
    blinksPerMinute =
      lowAccuracy ? nil : AnalysisReport.rounded(contact.blinksPerMinute, places: 1)
    headYawDeviation =
      lowAccuracy ? nil : AnalysisReport.rounded(contact.yawDeviation, places: 1)
  }
}
