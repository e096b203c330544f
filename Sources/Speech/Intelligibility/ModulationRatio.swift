import Glibc

/// The speech-to-reverberation modulation energy ratio (Falk, Zheng & Chan 2010), on envelopes of
/// 23 gammatone channels taken from short spectra, 400 a second.
///
/// Speech changes 4 to 18 times a second; reverberation and noise fill the faster modulations. Dry
/// speech has about 13, a reverberation time of 0.4 s gives 5, of 2 s 2.6.
final class ModulationRatio {
  private static let channels = 23
  private static let windowLength = 160
  private static let transformLength = 512
  private static let hop = 40
  /// The four slow of the eight bands of modulation.
  private static let slowBands = 0..<4
  private static let fastBands = 4..<8
  /// Responses below this are left out; they change the ratio by less than 0.001.
  private static let smallestWeight: Float = 1e-5

  private let transform: FourierTransform
  private let window: [Float]
  private let rows: [Row]
  private let bank = ModulationBank(rate: 400, lowest: 4, highest: 128)
  private var states = [ModulationBank.State](repeating: .init(), count: channels)
  private var energy = SIMD8<Double>.zero
  private let frames = FrameSequence(length: transformLength, hop: hop)
  private var magnitudes: [Float]

  /// A channel's response at the bins where it is not practically zero.
  private struct Row {
    let first: Int
    let weights: [Float]
  }

  init() throws(SpeechError) {
    transform = try FourierTransform(length: Self.transformLength)
    magnitudes = [Float](repeating: 0, count: transform.binCount)
    // A short window in the middle of a longer transform.
    let half = Self.windowLength / 2
    let middle = Self.transformLength / 2
    window = (0..<Self.transformLength).map { index in
      let distance = abs(index - middle)
      return distance < half ? Float(0.5 * (1 + cos(.pi * Double(distance) / Double(half)))) : 0
    }
    let responses = GammatoneWeights(
      channels: Self.channels, lowest: 125, transformLength: Self.transformLength, rate: 16_000)
    rows = responses.rows.map { row in
      let first = row.firstIndex { $0 > Self.smallestWeight } ?? 0
      let last = row.lastIndex { $0 > Self.smallestWeight } ?? first
      return Row(first: first, weights: Array(row[first...last]))
    }
  }

  func append(_ block: [Float]) {
    frames.append(block) { add($0) }
  }

  /// The ratio; nil where there is no modulation at all.
  var value: Double? {
    let slow = Self.slowBands.reduce(0) { $0 + energy[$1] }
    let fast = Self.fastBands.reduce(0) { $0 + energy[$1] }
    return fast > 0 ? slow / fast : nil
  }

  private func add(_ frame: UnsafePointer<Float>) {
    magnitudes.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      transform.power(of: frame, window: window, into: base)
      for bin in buffer.indices { buffer[bin] = buffer[bin].squareRoot() }
      for (channel, row) in rows.enumerated() {
        let envelope = dotProduct(base + row.first, row.weights, count: row.weights.count)
        let output = bank.filter(
          Double(envelope) / Double(Self.transformLength), &states[channel])
        energy += output * output
      }
    }
  }
}
