import Glibc

/// The fundamental frequency every 10 ms by normalised autocorrelation (after Boersma 1993), with
/// how periodic the sound is there.
///
/// Frames of three periods of the lowest pitch at 8 kHz, Hann-weighted; the autocorrelation is
/// divided by the window's own; a small cost on long periods decides between octaves.
final class PitchTracker {
  /// Seconds between values.
  static let step = 0.01
  private static let rate = 8000.0
  private static let lowest = 65.0
  private static let highest = 450.0
  private static let hop = 80
  private static let length = Int(3 * rate / lowest)
  private static let transformLength = 1024
  private static let lags = Int(rate / highest)..<(Int(rate / lowest) + 2)
  private static let octaveCost = 0.01

  private let transform: FourierTransform
  private let window = Window.hann(length)
  /// The autocorrelation of the window, 1 at lag 0.
  private var windowCorrelation: [Float]
  private let costs: [Float]
  private let decimator = Decimator()
  private var sampleCount = 0
  private let frames = FrameSequence(length: length, hop: hop, leadingZeros: length / 2)
  private var centered = [Float](repeating: 0, count: length)
  private var power: [Float]
  private var correlation = [Float](repeating: 0, count: lags.upperBound)

  /// Pitch in Hz.
  private(set) var frequencies: [Float] = []
  /// Height of the autocorrelation's peak: 1 for a periodic sound.
  private(set) var periodicities: [Float] = []

  init() throws(SpeechError) {
    transform = try FourierTransform(length: Self.transformLength)
    power = [Float](repeating: 0, count: transform.binCount)
    windowCorrelation = correlation
    costs = (0..<Self.lags.upperBound).map { lag in
      lag == 0 ? 0 : Float(Self.octaveCost * log2(Self.lowest * Double(lag) / Self.rate))
    }
    correlate([Float](repeating: 1, count: Self.length))
    let first = correlation[0]
    windowCorrelation = correlation.map { $0 / first }
  }

  func append(_ block: [Float]) { track(decimator.append(block)) }

  func finish() {
    track(decimator.finish())
    let expected = (sampleCount + Self.hop - 1) / Self.hop
    track([Float](repeating: 0, count: Self.length))
    let surplus = max(0, frequencies.count - expected)
    frequencies.removeLast(surplus)
    periodicities.removeLast(surplus)
  }

  private func track(_ samples: [Float]) {
    sampleCount += samples.count
    frames.append(samples) { add($0) }
  }

  private func add(_ frame: UnsafePointer<Float>) {
    var mean: Float = 0
    for i in 0..<Self.length { mean += frame[i] }
    mean /= Float(Self.length)
    for i in 0..<Self.length { centered[i] = frame[i] - mean }
    correlate(centered)
    let scale = 1 / (correlation[0] + 1e-9)
    for lag in Self.lags { correlation[lag] *= scale / windowCorrelation[lag] }

    var best = Self.lags.lowerBound
    for lag in Self.lags where correlation[lag] - costs[lag] > correlation[best] - costs[best] {
      best = lag
    }
    periodicities.append(correlation[best])
    // The top of the parabola through the peak and its neighbours.
    let middle = min(max(best, Self.lags.lowerBound + 1), Self.lags.upperBound - 2)
    let before = correlation[middle - 1]
    let after = correlation[middle + 1]
    let curvature = before - 2 * correlation[middle] + after - 1e-9
    let shift = min(0.5, max(-0.5, 0.5 * (before - after) / curvature))
    frequencies.append(Float(Self.rate) / (Float(middle) + shift))
  }

  /// The autocorrelation of a windowed frame.
  private func correlate(_ samples: [Float]) {
    power.withUnsafeMutableBufferPointer { power in
      correlation.withUnsafeMutableBufferPointer { correlation in
        guard let bins = power.baseAddress, let lags = correlation.baseAddress else { return }
        transform.power(of: samples, window: window, into: bins)
        transform.autocorrelation(ofPower: bins, into: lags, count: correlation.count)
      }
    }
  }
}
