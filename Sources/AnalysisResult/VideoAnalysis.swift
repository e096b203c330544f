import MediaContract

/// Everything that was observed in one video, and the scores made of it.
public struct VideoAnalysis: Sendable {
  /// One entry for each sampled frame, in order.
  public let observations: [FrameObservation]
  public let information: VideoInformation
  public let statistics: DecodingStatistics
  public let timing: StageTiming
  /// Where the eyes pointed.
  public let gaze: GazeAnalysis
  /// What was heard.
  public let speech: SpeechAnalysis
  public let scores: Scores
  public let feedback: Feedback

  /// - Parameter observations: at least one with a face.
  package init(
    observations: [FrameObservation], information: VideoInformation,
    statistics: DecodingStatistics, timing: StageTiming, gaze: GazeAnalysis,
    speech: SpeechAnalysis
  ) {
    self.observations = observations
    self.information = information
    self.statistics = statistics
    self.timing = timing
    self.gaze = gaze
    self.speech = speech
    let summary = ObservationSummary(observations)
    scores = Scores(summary, gaze: gaze, speech: speech)
    feedback = Feedback(summary: summary, scores: scores, gaze: gaze, speech: speech)
  }

  /// Makes the scores of what was observed.
  ///
  /// - Parameter evidence: where it comes from elsewhere, checked (`VideoEvidence.check`).
  public init(_ evidence: VideoEvidence) {
    self.init(
      observations: evidence.observations, information: evidence.information,
      statistics: evidence.statistics, timing: evidence.timing, gaze: evidence.gaze,
      speech: evidence.speech)
  }

  /// Samples in which a face was found.
  public var faceSamples: Int { observations.count { $0.face != nil } }

  /// Largest number of faces found in one frame; nil where none were counted.
  public var mostFacesSeen: Int? { observations.compactMap(\.facesSeen).max() }
}
