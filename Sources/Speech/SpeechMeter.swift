import Glibc
import SpeechScore

/// The second pass over a recording: all measures of specs/scores.md §3 from a stream of 16 kHz
/// samples.
///
/// ```swift
/// var survey = SpeechSurvey()
/// for block in blocks { survey.append(block) }
/// if let absence = survey.absence { … }
/// let meter = try SpeechMeter(survey, model: model)
/// for block in blocks { try meter.append(block) }
/// let measurement = try meter.finish()
/// ```
///
/// The result does not depend on how the samples are cut into blocks. Only features are kept, about
/// 5 kB for a second of sound. Not thread-safe.
public final class SpeechMeter {
  private let loudness: Double
  private let gain: Float
  private var clipping: ClippingMeter
  private var noise = NoiseRatio()
  private let voice: VoiceActivity
  private let spectrum: BandSpectrum
  private let modulation: ModulationRatio
  private let pitch: PitchTracker
  private let syllables = SyllableNuclei()

  private enum VoiceActivity {
    case network(VoiceActivityDetector)
    case energy(EnergyVoiceActivity)
  }

  /// Everything is measured at this loudness in LUFS.
  private static let referenceLoudness = -23.0
  private static let fewestSpeechSeconds = 3.0

  /// - Parameters:
  ///   - survey: of the same samples, without `absence`.
  ///   - model: nil takes energy and spectral flatness instead.
  public init(_ survey: SpeechSurvey, model: VoiceActivityModel?) throws(SpeechError) {
    loudness = survey.integratedLoudness ?? Self.referenceLoudness
    gain = Float(pow(10, (Self.referenceLoudness - loudness) / 20))
    clipping = ClippingMeter(peak: survey.peak)
    if let model {
      voice = .network(try VoiceActivityDetector(model: model))
    } else {
      voice = .energy(try EnergyVoiceActivity())
    }
    spectrum = try BandSpectrum()
    modulation = try ModulationRatio()
    pitch = try PitchTracker()
  }

  /// Adds samples at 16 kHz.
  public func append(_ block: [Float]) throws(SpeechError) {
    clipping.append(block)
    let gain = gain
    let leveled = block.map { $0 * gain }
    noise.append(leveled)
    switch voice {
    case .network(let detector):
      try detector.append(leveled)
    case .energy(let activity):
      activity.append(leveled)
    }
    spectrum.append(leveled)
    modulation.append(leveled)
    pitch.append(leveled)
    syllables.append(leveled)
  }

  /// Ends the recording.
  public func finish() throws(SpeechError) -> SpeechMeasurement {
    let segments = try finishSegments()
    let seconds = segments.speechSeconds
    guard seconds >= Self.fewestSpeechSeconds else {
      return .absent(.tooLittleSpeech(seconds: seconds))
    }
    spectrum.finish()
    pitch.finish()
    syllables.finish()
    let index = IntelligibilityIndex(spectrum, segments: segments)
    let variation = PitchVariation(pitch, segments: segments)
    let nuclei = syllables.times(in: segments, pitch: pitch)
    return .measured(
      SpeechMeasures(
        loudness: loudness, signalToNoise: noise.value ?? 0,
        speechToPauses: index.speechToNoise, intelligibility: index.value,
        modulationRatio: modulation.value ?? 0, clippedShare: clipping.finish(),
        articulationRate: Double(nuclei.count) / seconds, syllables: nuclei.count,
        speechSeconds: seconds, pauses: Pauses(segments), pitch: variation.median,
        pitchDeviation: variation.semitones, segments: segments, detector: detector))
  }

  private var detector: SpeechMeasures.Detector {
    if case .network = voice { return .network }
    return .energy
  }

  private func finishSegments() throws(SpeechError) -> [SpeechSegment] {
    switch voice {
    case .network(let detector):
      try detector.finish()
      return [SpeechSegment](
        probabilities: detector.probabilities, step: VoiceActivityDetector.step)
    case .energy(let activity):
      return [SpeechSegment](
        probabilities: activity.finish(), step: EnergyVoiceActivity.step)
    }
  }
}

extension SpeechMeasurement {
  /// Measures a recording that lies in memory whole.
  public init(samples: [Float], model: VoiceActivityModel?) throws(SpeechError) {
    var survey = SpeechSurvey()
    survey.append(samples)
    if let absence = survey.absence {
      self = .absent(absence)
      return
    }
    let meter = try SpeechMeter(survey, model: model)
    try meter.append(samples)
    self = try meter.finish()
  }
}
