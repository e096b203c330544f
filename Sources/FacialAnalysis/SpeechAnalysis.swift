import Media
import Speech

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

  init(outcome: Outcome, start: Double = 0, notes: [ScoreNote] = []) {
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

/// The detector of voice, or why the engine does without.
struct VoiceDetection: Sendable {
  let model: VoiceActivityModel?
  /// Why there is no model.
  let problem: String?

  /// Reads the detector's files beside another file, where they are.
  init(beside path: String) {
    do throws(SpeechError) {
      model = try VoiceActivityModel(folder: FilePath.folder(of: path))
      problem = nil
    } catch {
      model = nil
      problem = Self.reason(error)
    }
  }

  /// Without folders: answers tell no paths.
  private static func reason(_ error: SpeechError) -> String {
    switch error {
    case .unreadableModel(let path, _):
      "the voice detector \(FilePath.name(of: path)) cannot be read"
    case .modelContract(let path, let found, let expected):
      "the voice detector \(FilePath.name(of: path)) has \(found), expected \(expected)"
    case .transform, .inference: error.description
    }
  }
}

extension SpeechAnalysis {
  /// Reads the sound twice, first for its loudness, and measures the speech in it.
  ///
  /// - Parameter open: opens the sound anew; nil where there is none.
  init(
    detection: VoiceDetection, open: () throws(MediaError) -> AudioReader?
  ) throws(MediaError) {
    guard let first = try open() else {
      self.init(outcome: .absent(reason: "Not measured: the video has no audio stream."))
      return
    }
    var survey = SpeechSurvey()
    while let block = try first.nextBlock() { survey.append(block) }
    let start = first.information.start
    var notes = Self.notes(first.statistics)
    if let absence = survey.absence {
      self.init(
        outcome: .absent(reason: "Not measured: \(absence)."), start: start, notes: notes)
      return
    }
    let measurement: SpeechMeasurement
    do {
      guard let second = try open() else {
        self.init(outcome: .absent(reason: "Not measured: the sound vanished while it was read."))
        return
      }
      let meter = try SpeechMeter(survey, model: detection.model)
      while let block = try second.nextBlock() { try meter.append(block) }
      measurement = try meter.finish()
    } catch let error as MediaError {
      throw error
    } catch {
      self.init(
        outcome: .absent(reason: "Not measured: \(error)."), start: start, notes: notes)
      return
    }
    switch measurement {
    case .absent(let absence):
      self.init(
        outcome: .absent(reason: "Not measured: \(absence)."), start: start, notes: notes)
    case .measured(let measures):
      if let problem = detection.problem {
        notes.append(
          ScoreNote(
            field: "speechClarity",
            reason: "Speech was told from silence by its energy alone, which is less sure in "
              + "noise: \(problem)."))
      }
      self.init(
        outcome: .measured(measures, SpeechClarity(measures)), start: start, notes: notes)
    }
  }

  private static func notes(_ statistics: AudioStatistics) -> [ScoreNote] {
    var notes: [ScoreNote] = []
    if statistics.damagedPackets > 0 {
      notes.append(
        ScoreNote(
          field: "audio",
          reason: "\(statistics.damagedPackets) damaged packets of sound were passed over."))
    }
    if statistics.missingSeconds >= 0.5 {
      let tenths = AnalysisReport.rounded(statistics.missingSeconds, places: 1)
      notes.append(
        ScoreNote(field: "audio", reason: "\(tenths) s of sound are missing; taken for silence."))
    }
    if statistics.isTruncated {
      notes.append(ScoreNote(field: "audio", reason: "The sound is cut off."))
    }
    if statistics.stoppedAtLimit {
      let seconds = statistics.samples / AudioReader.sampleRate
      notes.append(
        ScoreNote(
          field: "audio",
          reason: "The limit on length was reached; the first \(seconds) s of sound were measured."
        ))
    }
    return notes
  }
}
