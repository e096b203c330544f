import SpeechScore

/// What was measured in the sound, as JSON.
public struct SpeechDetails: Sendable, Encodable {
  /// LUFS.
  public let loudness: Double
  /// dB.
  public let signalToNoise: Double
  /// Speech-to-reverberation modulation energy ratio.
  public let modulationRatio: Double
  /// Share of the samples that are cut off.
  public let clippedShare: Double
  /// Syllables a second of speech.
  public let articulationRate: Double
  public let speechSeconds: Double
  /// Number of silences of at least 0.25 s.
  public let pauses: Int
  /// Those of at least 2 s, in seconds from the start of the video.
  public let longPauses: [Interval]
  /// Median in Hz.
  public let pitch: Double?
  /// Semitones.
  public let pitchDeviation: Double
  /// `network` or `energy`.
  public let detector: String
  public let parts: Parts

  public struct Interval: Sendable, Encodable {
    public let start: Double
    public let end: Double
  }

  /// The parts of the score, each 0…1.
  public struct Parts: Sendable, Encodable {
    public let intelligibility: Double
    public let dryness: Double
    public let cleanness: Double
    public let level: Double
    public let rate: Double
    public let fluency: Double
    public let pitchVariation: Double
  }

  init?(_ speech: SpeechAnalysis?) {
    guard let speech, case .measured(let measures, let clarity) = speech.outcome else { return nil }
    func rounded(_ value: Double, _ places: Int = 3) -> Double {
      AnalysisReport.rounded(value, places: places)
    }
    loudness = rounded(measures.loudness, 1)
    signalToNoise = rounded(measures.signalToNoise, 1)
    modulationRatio = rounded(measures.modulationRatio, 2)
    clippedShare = rounded(measures.clippedShare, 5)
    articulationRate = rounded(measures.articulationRate, 2)
    speechSeconds = rounded(measures.speechSeconds)
    pauses = measures.pauses.all.count
    longPauses = measures.pauses.long.map {
      Interval(start: rounded($0.start + speech.start), end: rounded($0.end + speech.start))
    }
    pitch = measures.pitch.map { rounded($0, 1) }
    pitchDeviation = rounded(measures.pitchDeviation, 2)
    detector = measures.detector.rawValue
    parts = Parts(
      intelligibility: rounded(clarity.intelligibility), dryness: rounded(clarity.dryness),
      cleanness: rounded(clarity.cleanness), level: rounded(clarity.level),
      rate: rounded(clarity.rate), fluency: rounded(clarity.fluency),
      pitchVariation: rounded(clarity.pitchVariation))
  }
}
