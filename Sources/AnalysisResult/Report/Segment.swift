import GazeScore

/// A stretch of the video in which one thing holds (specs/scores.md §5). Stretches of different
/// kinds overlap; of one kind they do not.
public struct Segment: Sendable, Equatable, Encodable {
  public enum Kind: String, Sendable, Encodable {
    /// One expression is the strongest.
    case expression
    /// No face was found.
    case noFace
    /// The eyes are not at the camera, for at least a second.
    case away
    /// Nothing is said between the first and the last word, for at least a second.
    case silence
  }

  public let kind: Kind
  /// Seconds from the start of the video.
  public let start: Double
  public let end: Double
  /// Which expression; absent in other kinds.
  public let emotion: Emotion?
  /// The mean probability of that expression, 0…1.
  public let probability: Double?
  /// Where the eyes were instead; absent in other kinds.
  public let direction: AwayDirection?

  init(
    kind: Kind, start: Double, end: Double, emotion: Emotion? = nil, probability: Double? = nil,
    direction: AwayDirection? = nil
  ) {
    func rounded(_ value: Double) -> Double { AnalysisReport.rounded(value, places: 3) }
    self.kind = kind
    self.start = rounded(max(0, start))
    self.end = rounded(max(0, end))
    self.emotion = emotion
    self.probability = probability.map { AnalysisReport.rounded($0, places: 4) }
    self.direction = direction
  }
}

extension Segment {
  /// Probabilities are averaged over samples this far before and behind, so that one odd frame
  /// makes no stretch of its own.
  private static let smoothingSeconds = 0.5
  private static let leastSilence = 1.0

  /// All stretches, by their starts; of equal ones expression, no face, away, silence.
  static func segments(of analysis: VideoAnalysis) -> [Segment] {
    let absences = ObservationSummary(analysis.observations).absences.map {
      Segment(kind: .noFace, start: $0.start, end: $0.end)
    }
    let away = (analysis.gaze.contact?.away ?? []).map {
      Segment(kind: .away, start: $0.start, end: $0.end, direction: $0.direction)
    }
    let pauses = analysis.speech.measures?.pauses.all ?? []
    let silences = pauses.filter { $0.duration >= leastSilence }.map {
      Segment(
        kind: .silence, start: $0.start + analysis.speech.start,
        end: $0.end + analysis.speech.start)
    }
    let all = expressions(in: analysis.observations) + absences + away + silences
    // Sorting is not stable in general.
    return all.indices.sorted { (all[$0].start, $0) < (all[$1].start, $1) }.map { all[$0] }
  }

  /// The runs of samples in which the same expression is the strongest. Each sample stands for the
  /// time until the next one.
  static func expressions(in observations: [FrameObservation]) -> [Segment] {
    let durations = ObservationSummary.durations(of: observations)
    let smoothed = smoothed(observations)
    var found: [Segment] = []
    var first = 0
    while first < observations.count {
      let emotion = smoothed[first]?.dominant
      var next = first + 1
      while next < observations.count, smoothed[next]?.dominant == emotion { next += 1 }
      if let emotion {
        let values = observations[first..<next].compactMap { $0.emotions?[emotion] }
        found.append(
          Segment(
            kind: .expression, start: observations[first].time,
            end: observations[next - 1].time + durations[next - 1], emotion: emotion,
            probability: values.reduce(0, +) / Double(max(values.count, 1))))
      }
      first = next
    }
    return found
  }

  /// For each sample with a face, the mean of the samples with faces around it.
  private static func smoothed(_ observations: [FrameObservation]) -> [EmotionValues?] {
    var low = 0
    var high = 0
    return observations.map { observation in
      while observations[low].time < observation.time - smoothingSeconds { low += 1 }
      while high < observations.count,
        observations[high].time <= observation.time + smoothingSeconds
      { high += 1 }
      guard observation.emotions != nil else { return nil }
      var sum = EmotionValues()
      for values in observations[low..<high].lazy.compactMap(\.emotions) {
        for emotion in Emotion.allCases { sum[emotion] += values[emotion] }
      }
      return sum
    }
  }
}
