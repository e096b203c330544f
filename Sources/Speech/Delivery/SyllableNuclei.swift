import Glibc
import SpeechScore

/// Times of syllable nuclei without recognising speech (de Jong & Wempe 2009, retuned): peaks of
/// the level between 500 and 2 500 Hz, smoothed over 80 ms, that lie within 25 dB of the loudest,
/// are separated by dips of at least 2 dB, and are voiced.
final class SyllableNuclei {
  /// Seconds between levels.
  static let step = 0.005
  private static let hop = 80
  private static let smoothing = 1280
  private static let kaiserBeta = 20.0
  private static let range = 25.0
  private static let smallestDip: Float = 2
  private static let voicedFrom = 0.45
  /// Nuclei may lie a little outside the detected speech.
  private static let tolerance = 0.02

  /// Butterworth band-pass of order 2, 500 to 2 500 Hz at 16 kHz.
  private static let bandPass = RecursiveFilter(
    numerator: [0.0976310729378175, 0, -0.195262145875635, 0, 0.0976310729378175],
    denominator: [
      1, -2.648458166654721, 2.786386951402183, -1.4484898691394998, 0.33333333333333337,
    ])

  private let weights: [Float]
  private var filter = ZeroPhaseFilter(bandPass)
  private let frames = FrameSequence(
    length: smoothing, hop: hop, leadingZeros: smoothing / 2)
  /// In dB.
  private(set) var levels: [Float] = []

  init() {
    let window = Window.kaiser(Self.smoothing, beta: Self.kaiserBeta)
    let sum = window.reduce(0, +)
    weights = window.map { Float($0 / sum) }
  }

  func append(_ block: [Float]) { smooth(filter.append(block)) }

  func finish() {
    smooth(filter.finish())
    smooth([Double](repeating: 0, count: Self.smoothing / 2))
  }

  private func smooth(_ samples: [Double]) {
    frames.append(samples.map { Float($0 * $0) }) { frame in
      let power = dotProduct(frame, weights, count: Self.smoothing)
      levels.append(10 * log10f(max(power, 1e-14)))
    }
  }

  /// Times of the nuclei in the segments, in seconds.
  func times(in segments: [SpeechSegment], pitch: PitchTracker) -> [Double] {
    let nuclei = peaks().map { Double($0) * Self.step }.filter { time in
      interpolated(pitch.periodicities, at: time / PitchTracker.step) > Self.voicedFrom
    }
    let isSpeech = segments.contains(
      times: nuclei, before: Self.tolerance, after: Self.tolerance)
    return zip(nuclei, isSpeech).filter(\.1).map(\.0)
  }

  private func peaks() -> [Int] {
    guard levels.count > 2 else { return [] }
    let threshold = Float(levels.map(Double.init).quantile(0.99) - Self.range)
    var kept: [Int] = []
    /// The lowest level since the last kept peak.
    var lowest = Float.infinity
    for i in 1..<(levels.count - 1) {
      lowest = min(lowest, levels[i])
      guard levels[i] > levels[i - 1], levels[i] >= levels[i + 1], levels[i] > threshold else {
        continue
      }
      if let last = kept.last, min(levels[last], levels[i]) - lowest < Self.smallestDip {
        if levels[i] > levels[last] {
          kept[kept.count - 1] = i
          lowest = levels[i]
        }
        continue
      }
      kept.append(i)
      lowest = levels[i]
    }
    return kept
  }
}
