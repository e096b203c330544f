/// What was measured in the sound of one recording (specs/scores.md §3).
public struct SpeechMeasures: Sendable, Equatable, Codable {
  /// Integrated loudness in LUFS (BS.1770-4) of the 16 kHz mono mix.
  public let loudness: Double
  /// Signal-to-noise ratio in dB from the amplitudes (WADA), −20…100.
  public let signalToNoise: Double
  /// Power of the speech over that of the pauses in dB, at most 100.
  public let speechToPauses: Double
  /// Speech intelligibility index, 0…1 (ANSI S3.5-1997).
  public let intelligibility: Double
  /// Speech-to-reverberation modulation energy ratio; dry speech has about 13.
  public let modulationRatio: Double
  /// Share of the samples that are cut off at the top.
  public let clippedShare: Double
  /// Syllables a second of speech, pauses left out.
  public let articulationRate: Double
  public let syllables: Int
  /// Seconds of speech.
  public let speechSeconds: Double
  public let pauses: Pauses
  /// Median pitch in Hz; nil where too little is voiced.
  public let pitch: Double?
  /// Standard deviation of the pitch in semitones.
  public let pitchDeviation: Double
  /// Where somebody speaks, in seconds from the first sample.
  public let segments: [SpeechSegment]
  /// Which detector found the speech.
  public let detector: Detector

  /// What a meter found.
  package init(
    loudness: Double, signalToNoise: Double, speechToPauses: Double, intelligibility: Double,
    modulationRatio: Double, clippedShare: Double, articulationRate: Double, syllables: Int,
    speechSeconds: Double, pauses: Pauses, pitch: Double?, pitchDeviation: Double,
    segments: [SpeechSegment], detector: Detector
  ) {
    self.loudness = loudness
    self.signalToNoise = signalToNoise
    self.speechToPauses = speechToPauses
    self.intelligibility = intelligibility
    self.modulationRatio = modulationRatio
    self.clippedShare = clippedShare
    self.articulationRate = articulationRate
    self.syllables = syllables
    self.speechSeconds = speechSeconds
    self.pauses = pauses
    self.pitch = pitch
    self.pitchDeviation = pitchDeviation
    self.segments = segments
    self.detector = detector
  }

  /// What told speech from silence.
  public enum Detector: String, Sendable, Equatable, Codable {
    /// Silero's network.
    case network
    /// Energy and spectral flatness: weaker in noise.
    case energy
  }
}
