import Glibc
import SpeechScore

/// How much the pitch moves while somebody speaks.
struct PitchVariation: Equatable {
  /// Median pitch in Hz; nil where too little of the speech is voiced.
  let median: Double?
  /// Standard deviation in semitones, from the 10th and 90th percentile.
  let semitones: Double

  /// Less is an occasional vowel: 0.3 s.
  private static let fewestFrames = 30
  private static let voicedFrom: Float = 0.7
  /// Further away from the median lie errors by an octave.
  private static let widest = 10.0
  /// Between the 10th and the 90th percentile of a normal distribution lie so many deviations.
  private static let deviationsBetween = 2.563

  init(_ tracker: PitchTracker, segments: [SpeechSegment]) {
    let count = tracker.frequencies.count
    let isSpeech = segments.contains(times: (0..<count).map { Double($0) * PitchTracker.step })
    let voiced = (0..<count).filter {
      isSpeech[$0] && tracker.periodicities[$0] > Self.voicedFrom
    }.map { Double(tracker.frequencies[$0]) }
    guard voiced.count > Self.fewestFrames else {
      median = nil
      semitones = 0
      return
    }
    let middle = voiced.median
    median = middle
    let intervals = voiced.map { 12 * log2($0 / middle) }.filter { abs($0) < Self.widest }.sorted()
    guard intervals.count > Self.fewestFrames else {
      semitones = 0
      return
    }
    let spread = intervals.quantileOfSorted(0.9) - intervals.quantileOfSorted(0.1)
    semitones = spread / Self.deviationsBetween
  }
}
