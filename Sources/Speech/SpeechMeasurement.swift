import SpeechScore

/// What came of measuring speech.
public enum SpeechMeasurement: Sendable, Equatable {
  case measured(SpeechMeasures)
  case absent(Absence)

  /// Why there is nothing to measure.
  public enum Absence: Sendable, Equatable {
    case tooShort(seconds: Double)
    /// Everything lies below −60 dBFS.
    case silent
    case tooLittleSpeech(seconds: Double)
  }

  /// The measures, where there are any.
  public var measures: SpeechMeasures? {
    if case .measured(let measures) = self { return measures }
    return nil
  }
}

extension SpeechMeasurement.Absence: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooShort(let seconds):
      return "the sound is \(Self.tenths(seconds)) s long; at least 1 s is needed"
    case .silent:
      return "the sound is silent (below −60 dBFS); is the microphone muted?"
    case .tooLittleSpeech(let seconds):
      return "\(Self.tenths(seconds)) s of speech were found; at least 3 s are needed"
    }
  }

  private static func tenths(_ seconds: Double) -> String {
    let tenths = Int((min(max(seconds, 0), 1e9) * 10).rounded(.down))
    return "\(tenths / 10).\(tenths % 10)"
  }
}
