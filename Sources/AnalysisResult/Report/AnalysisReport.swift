import FoundationEssentials

/// The answer as JSON (specs/service.md §1). `facialAnalysisResult` keeps the keys, names and types
/// of the replaced system; everything new stands beside it.
public struct AnalysisReport: Sendable, Encodable {
  public let facialAnalysisResult: Result
  public let details: Details
  public let feedbackItems: [FeedbackItem]
  public let timeline: [TimelineEntry]?
  /// Stretches of the video; there with the timeline.
  public let segments: [Segment]?

  /// The replaced system's result.
  public struct Result: Sendable, Encodable {
    public let confidence: Int
    public let emotions: [Emotion: Int]
    public let eyeContact: Int?
    public let speechClarity: Int?
    public let overallScore: Int
    public let feedback: String

    private enum CodingKeys: String, CodingKey {
      case confidence, emotions, eyeContact, speechClarity, overallScore, feedback
    }

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(confidence, forKey: .confidence)
      try container.encode(emotions, forKey: .emotions)
      // Clients of the replaced system expect the keys to be there: null, not absent.
      try container.encode(eyeContact, forKey: .eyeContact)
      try container.encode(speechClarity, forKey: .speechClarity)
      try container.encode(overallScore, forKey: .overallScore)
      try container.encode(feedback, forKey: .feedback)
    }
  }

  /// What the answer rests on.
  public struct Details: Sendable, Encodable {
    public let disclaimer: String
    public let version: String
    public let model: Model
    /// Seconds of video that were decoded.
    public let duration: Double
    /// Frames of the video.
    public let frames: Int
    public let sampledFrames: Int
    public let faceFrames: Int
    /// Share of the sampled frames with a face, 0…1.
    public let faceCoverage: Double
    /// How many of the frames with a face each detector found.
    public let detectors: Detectors
    /// Largest number of faces found in one frame, of those in which they were counted; absent
    /// where they were in none.
    public let facesSeen: Int?
    public let video: Video
    /// What was measured of the eyes; absent where eyeContact is null.
    public let gaze: GazeDetails?
    /// What was measured in the sound; absent where speechClarity is null.
    public let speech: SpeechDetails?
    public let notes: [ScoreNote]
    public let timing: Timing?
  }

  /// Frames with a face by what found it.
  public struct Detectors: Sendable, Encodable {
    public let cascade: Int
    /// The second opinion, which is asked where the cascade is silent.
    public let network: Int
  }

  /// The classifier, and how it was used.
  public struct Model: Sendable, Equatable, Codable {
    public let name: String
    public let kerasVersion: String?
    /// SHA-256 of the file in hexadecimal.
    public let sha256: String
    /// What its outputs are, in their order.
    public let labels: [Emotion]
    /// How gray values become its input, as sidecars write it.
    public let inputRange: String
    /// Whether each face's mirror image was classified too and the mean taken.
    public let mirrored: Bool

    /// What answers say of a model.
    package init(
      name: String, kerasVersion: String?, sha256: String, labels: [Emotion], inputRange: String,
      mirrored: Bool
    ) {
      self.name = name
      self.kerasVersion = kerasVersion
      self.sha256 = sha256
      self.labels = labels
      self.inputRange = inputRange
      self.mirrored = mirrored
    }
  }

  public struct Video: Sendable, Encodable {
    public let container: String
    public let codec: String
    public let width: Int
    public let height: Int
    public let rotation: Int
  }

  /// Milliseconds spent in each stage; not part of the answer by default, because it differs from
  /// run to run and everything else does not.
  public struct Timing: Sendable, Encodable {
    public let decode: Double
    public let detect: Double
    public let landmarks: Double
    public let infer: Double

    public init(_ timing: StageTiming) {
      decode = Self.milliseconds(timing.decode)
      detect = Self.milliseconds(timing.detect)
      landmarks = Self.milliseconds(timing.landmarks)
      infer = Self.milliseconds(timing.infer)
    }

    private static func milliseconds(_ duration: Duration) -> Double {
      (duration / .milliseconds(1) * 10).rounded() / 10
    }
  }

  /// The scores describe what is visible; said in every answer.
  public static let disclaimer =
    "A reading of visible behaviour in this video, for the speaker's own practice. It does not tell "
    + "what a person feels, and must not be used for hiring, workplace or education decisions."

  /// The report of an analysis that was made with a model.
  public init(_ analysis: VideoAnalysis, model: Model, options: ReportOptions = .init()) {
    let scores = analysis.scores
    facialAnalysisResult = Result(
      confidence: scores.confidence,
      emotions: Dictionary(
        uniqueKeysWithValues: Emotion.allCases.map { ($0, scores.emotions[$0]) }),
      eyeContact: scores.eyeContact, speechClarity: scores.speechClarity,
      overallScore: scores.overallScore, feedback: analysis.feedback.text)
    let information = analysis.information
    details = Details(
      disclaimer: Self.disclaimer, version: mienVersion,
      model: model,
      duration: Self.rounded(analysis.statistics.lastTime, places: 3),
      frames: analysis.statistics.frames,
      sampledFrames: analysis.observations.count, faceFrames: analysis.faceSamples,
      faceCoverage: Self.rounded(
        Double(analysis.faceSamples) / Double(max(1, analysis.observations.count)), places: 3),
      detectors: Detectors(
        cascade: analysis.observations.count { $0.detector == .cascade },
        network: analysis.observations.count { $0.detector == .network }),
      facesSeen: analysis.mostFacesSeen,
      video: Video(
        container: information.container, codec: information.codec, width: information.width,
        height: information.height, rotation: information.rotation),
      gaze: GazeDetails(analysis.gaze), speech: SpeechDetails(analysis.speech),
      notes: scores.notes + Self.decodingNotes(analysis),
      timing: options.timing ? Timing(analysis.timing) : nil)
    feedbackItems = analysis.feedback.items
    timeline = options.timeline ? TimelineEntry.entries(of: analysis) : nil
    segments = options.timeline ? Segment.segments(of: analysis) : nil
  }

  private static func decodingNotes(_ analysis: VideoAnalysis) -> [ScoreNote] {
    let statistics = analysis.statistics
    var notes: [ScoreNote] = []
    let seconds = Int(statistics.lastTime.rounded())
    if statistics.isTruncated {
      notes.append(
        ScoreNote(
          field: "video",
          reason: "The video ends early or is cut off; the first \(seconds) s were analysed."))
    }
    if statistics.damagedPackets > 0 {
      notes.append(
        ScoreNote(
          field: "video",
          reason: "\(statistics.damagedPackets) damaged packets were passed over."))
    }
    if statistics.stoppedAtLimit {
      notes.append(
        ScoreNote(
          field: "video",
          reason: "The limit on length or samples was reached; the first \(seconds) s were "
            + "analysed."))
    }
    return notes
  }

  package static func rounded(_ value: Double, places: Int) -> Double {
    let scale = (0..<places).reduce(1.0) { product, _ in product * 10 }
    return (value * scale).rounded() / scale
  }
}

/// What goes into a report beside the result.
public struct ReportOptions: Sendable, Equatable {
  /// One entry for every sampled frame, and stretches of them.
  public var timeline: Bool
  /// Time spent in each stage.
  public var timing: Bool

  public init(timeline: Bool = false, timing: Bool = false) {
    self.timeline = timeline
    self.timing = timing
  }
}

extension AnalysisReport {
  /// UTF-8 JSON with sorted keys: the same analysis gives the same bytes.
  public func json() throws(AnalysisError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    do {
      return [UInt8](try encoder.encode(self))
    } catch {
      throw .internal("the answer could not be written as JSON: \(error)")
    }
  }
}
