import Glibc

/// Voice activity without a network: energy over the noise floor, and a spectrum that is not flat
/// (Moattar & Homayounpour 2009). It takes steady noise for silence and some noises for speech.
final class EnergyVoiceActivity {
  private static let length = 512
  static let step = Double(length) / 16_000
  /// Bins from 250 to 3 500 Hz.
  private static let band = 8..<112

  private let transform: FourierTransform
  private let window = Window.hann(length)
  private let frames = FrameSequence(length: length, hop: length)
  private var power: [Float]
  /// Level of each frame in dB.
  private var levels: [Float] = []
  /// Spectral flatness of each frame in dB.
  private var flatness: [Float] = []

  init() throws(SpeechError) {
    transform = try FourierTransform(length: Self.length)
    power = [Float](repeating: 0, count: transform.binCount)
  }

  func append(_ block: [Float]) {
    frames.append(block) { add($0) }
  }

  /// Probabilities, one for each 32 ms.
  func finish() -> [Float] {
    append([Float](repeating: 0, count: Self.length))
    let floor = levels.map(Double.init).quantile(0.1)
    return zip(levels, flatness).map { level, flatness in
      let loud = logistic((Double(level) - floor - 7) / 1.5)
      let tonal = 1 / (1 + exp(Double(flatness) + 4))
      return Float(loud * tonal)
    }
  }

  private func add(_ frame: UnsafePointer<Float>) {
    power.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      transform.power(of: frame, window: window, into: base)
    }
    var sum = 0.0
    var logarithms = 0.0
    for bin in Self.band {
      let value = Double(power[bin]) + 1e-12
      sum += value
      logarithms += log(value)
    }
    let count = Double(Self.band.count)
    levels.append(Float(decibels(sum)))
    flatness.append(Float(decibels(exp(logarithms / count)) - decibels(sum / count)))
  }
}
