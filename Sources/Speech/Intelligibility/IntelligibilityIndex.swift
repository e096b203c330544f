import SpeechScore

/// The speech intelligibility index by the octave method of ANSI S3.5-1997, of speech at the level
/// of normal effort (62.35 dB) in the noise that is heard in its pauses; and the ratio of both.
struct IntelligibilityIndex: Equatable {
  /// 0…1: the share of the speech cues that is heard.
  let value: Double
  /// Power of the speech over that of the pauses in dB, at most `largestRatio`.
  let speechToNoise: Double

  private static let importance = [0.0617, 0.1671, 0.2373, 0.2648, 0.2142, 0.0549]
  /// The spectrum level in dB below which a listener hears nothing anyway.
  private static let internalNoise = [-3.9, -9.7, -12.5, -17.7, -25.9, -7.1]
  private static let normalEffort = 62.35
  /// Fewer frames of pause than this, 0.3 s, tell nothing about the noise.
  private static let fewestPauseFrames = 20
  /// The median of the power of noise is this share of its mean.
  private static let medianOfNoise = 0.69
  private static let largestRatio = 100.0
  /// Digital silence.
  private static let tiny = 1e-20

  init(_ spectrum: BandSpectrum, segments: [SpeechSegment]) {
    let bands = BandSpectrum.centers.count
    let times = spectrum.times
    let isSpeech = segments.contains(times: times)
    // Speech fades in and out and rings on: pauses keep clear of it.
    let isNear = segments.contains(times: times, before: 0.06, after: 0.12)
    let pauses = isNear.indices.filter { !isNear[$0] }
    let voiced = isSpeech.indices.filter { isSpeech[$0] }

    var speech = [Double](repeating: 0, count: bands)
    var noise = speech
    for band in 0..<bands {
      func power(_ frame: Int) -> Double { Double(spectrum.powers[frame * bands + band]) }
      noise[band] =
        pauses.count >= Self.fewestPauseFrames
        ? pauses.map(power).median / Self.medianOfNoise
        : isNear.indices.map(power).quantile(0.05)
      let mean = voiced.map(power).mean
      speech[band] = max(mean - noise[band], mean * 1e-3)
    }
    let total = speech.reduce(0, +)
    let ratio = decibels((total + Self.tiny) / (noise.reduce(0, +) + Self.tiny))
    speechToNoise = min(Self.largestRatio, ratio)
    let level = decibels(total + Self.tiny)
    value = (0..<bands).reduce(0) { sum, band in
      let width = decibels(BandSpectrum.centers[band] / 2.0.squareRoot())
      let toSpectrumLevel = Self.normalEffort - level - width
      let heard = decibels(speech[band] + Self.tiny) + toSpectrumLevel
      let disturbing = max(
        decibels(noise[band] + Self.tiny) + toSpectrumLevel, Self.internalNoise[band])
      return sum + Self.importance[band] * ramp(heard - disturbing, from: -15, to: 15)
    }
  }
}
