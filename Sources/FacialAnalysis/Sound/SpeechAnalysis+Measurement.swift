import AnalysisResult
import Media
import MediaContract
import Speech
import SpeechScore

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
