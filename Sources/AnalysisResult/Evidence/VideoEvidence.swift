import MediaContract

/// What was observed in one video, before any score is made of it: what travels from the process
/// that decoded the video to the one that answers.
public struct VideoEvidence: Sendable, Equatable, Codable {
  /// One entry for each sampled frame, in order.
  public let observations: [FrameObservation]
  public let information: VideoInformation
  public let statistics: DecodingStatistics
  public let timing: StageTiming
  public let gaze: GazeAnalysis
  public let speech: SpeechAnalysis

  /// What an analysis rests on.
  public init(_ analysis: VideoAnalysis) {
    observations = analysis.observations
    information = analysis.information
    statistics = analysis.statistics
    timing = analysis.timing
    gaze = analysis.gaze
    speech = analysis.speech
  }
}

/// In what evidence is not to be believed.
public struct EvidenceError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong, for instance `gaze.contact.score`.
  public let field: String
  public let found: String
  public let expected: String

  /// All of it in one line.
  public var description: String { "\(field): found \(found), expected \(expected)" }
}
