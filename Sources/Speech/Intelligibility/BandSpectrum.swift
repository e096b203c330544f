/// Power in six octave bands, 250 Hz to 8 kHz, of frames of 32 ms every 16 ms.
final class BandSpectrum {
  static let centers = [250.0, 500, 1000, 2000, 4000, 8000]
  private static let length = 512
  private static let hop = 256
  private static let rate = 16_000.0

  private let transform: FourierTransform
  private let window = Window.hann(length)
  private let ranges: [Range<Int>]
  private let scale: Float
  private let frames = FrameSequence(length: length, hop: hop)
  private var spectrum: [Float]
  /// Six values for each frame.
  private(set) var powers: [Float] = []

  init() throws(SpeechError) {
    transform = try FourierTransform(length: Self.length)
    spectrum = [Float](repeating: 0, count: transform.binCount)
    let energy = window.reduce(0) { $0 + $1 * $1 }
    scale = 2 / (Float(Self.length) * energy)
    let width = Self.rate / Double(Self.length)
    let bins = transform.binCount
    ranges = Self.centers.map { center in
      let low = (center / 2.0.squareRoot() / width).rounded(.up)
      let high = (center * 2.0.squareRoot() / width).rounded(.up)
      return Int(low)..<min(bins, Int(high))
    }
  }

  var frameCount: Int { powers.count / Self.centers.count }

  /// The middle of each frame in seconds.
  var times: [Double] {
    (0..<frameCount).map { (Double($0 * Self.hop) + Double(Self.length) / 2) / Self.rate }
  }

  func append(_ block: [Float]) {
    frames.append(block) { add($0) }
  }

  func finish() { append([Float](repeating: 0, count: Self.length)) }

  private func add(_ frame: UnsafePointer<Float>) {
    spectrum.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      transform.power(of: frame, window: window, into: base)
    }
    for range in ranges {
      var sum: Float = 0
      for bin in range { sum += spectrum[bin] }
      powers.append(sum * scale)
    }
  }
}
