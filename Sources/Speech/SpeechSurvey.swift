import Glibc

/// The first of two passes over a recording: its length, peak, and loudness, which the second pass
/// measures against.
///
/// Two passes, because everything is measured at one loudness and recordings may be too long to be
/// kept. Memory grows by 8 bytes for each 0.1 s.
public struct SpeechSurvey {
  private var loudness = LoudnessMeter()

  /// Samples a second of all sound here.
  public static let sampleRate = 16_000

  public init() {}

  /// Adds samples at 16 kHz, −1…1.
  public mutating func append(_ block: [Float]) { loudness.append(block) }

  /// Why the second pass would find nothing; nil where it may.
  public var absence: SpeechMeasurement.Absence? {
    guard sampleCount >= Self.sampleRate else { return .tooShort(seconds: seconds) }
    guard loudness.peak >= Self.smallestPeak, integratedLoudness != nil else { return .silent }
    return nil
  }

  /// −60 dBFS.
  private static let smallestPeak: Float = 0.001

  var sampleCount: Int { loudness.sampleCount }
  var peak: Float { loudness.peak }

  /// Length in seconds.
  public var seconds: Double { Double(sampleCount) / Double(Self.sampleRate) }

  /// In LUFS; nil where all is silence or shorter than 0.4 s.
  public var integratedLoudness: Double? { loudness.integratedLoudness }
}
