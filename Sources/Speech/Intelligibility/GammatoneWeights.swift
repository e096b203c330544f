import Glibc

/// Magnitude responses of a bank of fourth-order gammatone filters at the bins of a Fourier
/// transform (Slaney 1993; Ellis 2009), each 1 at its centre.
struct GammatoneWeights {
  /// For each channel, the response at each bin; the lowest channel first.
  let rows: [[Float]]

  private static let earQuality = 9.26449
  private static let smallestBandwidth = 24.7

  /// - Parameters:
  ///   - lowest: centre of the lowest channel in Hz; the others follow on the ERB scale, short of
  ///     half the rate.
  init(channels: Int, lowest: Double, transformLength: Int, rate: Double) {
    let offset = Self.earQuality * Self.smallestBandwidth
    let span = log(lowest + offset) - log(rate / 2 + offset)
    rows = (1...channels).reversed().map { channel in
      let share = Double(channel) / Double(channels)
      let center = exp(share * span) * (rate / 2 + offset) - offset
      let atCenter = Self.magnitude(center: center, frequency: center, rate: rate)
      return (0...(transformLength / 2)).map { bin in
        let frequency = Double(bin) * rate / Double(transformLength)
        return Float(Self.magnitude(center: center, frequency: frequency, rate: rate) / atCenter)
      }
    }
  }

  /// Four zeros on the real axis over a pair of poles of fourth order.
  private static func magnitude(center: Double, frequency: Double, rate: Double) -> Double {
    let bandwidth = 1.019 * 2 * .pi * (center / earQuality + smallestBandwidth)
    let radius = exp(-bandwidth / rate)
    let angle = 2 * .pi * center / rate
    let place = 2 * .pi * frequency / rate
    let x = cos(place)
    let y = sin(place)
    func distance(_ real: Double, _ imaginary: Double) -> Double {
      ((x - real) * (x - real) + (y - imaginary) * (y - imaginary)).squareRoot()
    }
    let wide = (3 + 2 * 2.0.squareRoot()).squareRoot()
    let narrow = (3 - 2 * 2.0.squareRoot()).squareRoot()
    let zeros = [wide, -wide, narrow, -narrow].reduce(1.0) { product, factor in
      product * distance(radius * (cos(angle) + factor * sin(angle)), 0)
    }
    let poles =
      distance(radius * cos(angle), radius * sin(angle))
      * distance(radius * cos(angle), -radius * sin(angle))
    return zeros / (poles * poles * poles * poles)
  }
}
