import CFFmpeg

/// The discrete Fourier transform of real signals of one length (libavutil's `av_tx`), with its
/// memory. Not thread-safe.
///
/// Double precision inside, where the library has the same code for every processor; the
/// unnormalised forward transform X[k] = Σ x[n]·exp(−2πikn/N).
final class FourierTransform {
  let length: Int
  /// Bins from 0 to half the sampling rate.
  var binCount: Int { length / 2 + 1 }

  private let samples: UnsafeMutablePointer<Double>
  /// Pairs of real and imaginary part.
  private let bins: UnsafeMutablePointer<Double>
  private var forwardContext: OpaquePointer?
  private var inverseContext: OpaquePointer?
  private var forwardFunction: av_tx_fn?
  private var inverseFunction: av_tx_fn?

  /// - Parameter length: samples, a power of two from 16 on.
  /// - Throws: `SpeechError.transform`.
  init(length: Int) throws(SpeechError) {
    self.length = length
    samples = Self.allocate(length)
    bins = Self.allocate(length + 2)
    var scale = 1.0
    let forward = av_tx_init(
      &forwardContext, &forwardFunction, AV_TX_DOUBLE_RDFT, 0, Int32(length), &scale, 0)
    guard forward >= 0 else { throw .transform(length: length, code: forward) }
    let inverse = av_tx_init(
      &inverseContext, &inverseFunction, AV_TX_DOUBLE_RDFT, 1, Int32(length), &scale, 0)
    guard inverse >= 0 else { throw .transform(length: length, code: inverse) }
  }

  deinit {
    av_tx_uninit(&forwardContext)
    av_tx_uninit(&inverseContext)
    samples.deallocate()
    bins.deallocate()
  }

  /// The library wants the widest vectors' alignment, and may write a vector beyond the end.
  private static func allocate(_ count: Int) -> UnsafeMutablePointer<Double> {
    let padded = (count + 31) & ~15
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: padded * MemoryLayout<Double>.stride, alignment: 64)
    let values = raw.bindMemory(to: Double.self, capacity: padded)
    values.initialize(repeating: 0, count: padded)
    return values
  }

  /// |X|² of a windowed frame, zero-padded to `length`.
  ///
  /// - Parameters:
  ///   - frame: at least as many samples as the window.
  ///   - window: at most `length` weights.
  ///   - power: receives `binCount` values.
  func power(
    of frame: UnsafePointer<Float>, window: [Float], into power: UnsafeMutablePointer<Float>
  ) {
    for i in 0..<window.count { samples[i] = Double(frame[i] * window[i]) }
    for i in window.count..<length { samples[i] = 0 }
    forwardFunction?(
      forwardContext, bins, samples, MemoryLayout<Double>.stride)
    for k in 0..<binCount {
      let real = bins[2 * k]
      let imaginary = bins[2 * k + 1]
      power[k] = Float(real * real + imaginary * imaginary)
    }
  }

  /// The circular autocorrelation that belongs to a power spectrum, up to a constant factor.
  ///
  /// - Parameters:
  ///   - power: `binCount` values.
  ///   - lags: receives the first `count` lags.
  func autocorrelation(
    ofPower power: UnsafePointer<Float>, into lags: UnsafeMutablePointer<Float>, count: Int
  ) {
    for k in 0..<binCount {
      bins[2 * k] = Double(power[k])
      bins[2 * k + 1] = 0
    }
    // The stride of this direction is that of its complex input.
    inverseFunction?(inverseContext, samples, bins, 2 * MemoryLayout<Double>.stride)
    for lag in 0..<count { lags[lag] = Float(samples[lag]) }
  }
}
