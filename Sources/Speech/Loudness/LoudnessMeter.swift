import Glibc

/// Integrated loudness of mono sound at 16 kHz after ITU-R BS.1770-4 and EBU R128, and its peak.
///
/// The filters are the recommendation's, made for this rate by the bilinear transform. Loudness is
/// that of blocks of 0.4 s, a new one every 0.1 s, above −70 LUFS and above ten below the mean of
/// those.
struct LoudnessMeter {
  /// Largest magnitude.
  private(set) var peak: Float = 0
  private(set) var sampleCount = 0
  private var shelf: RecursiveFilter
  private var highPass: RecursiveFilter
  /// Sums of squares over tenths of a second.
  private var energies: [Double] = []
  private var energy = 0.0
  private var filled = 0

  private static let hop = 1600
  private static let hopsInBlock = 4
  private static let offset = -0.691
  private static let absoluteGate = -70.0
  private static let relativeGate = -10.0

  init() {
    let rate = 16_000.0
    // The analogue prototypes of BS.1770's two stages.
    let gain = pow(10, 3.999843853973347 / 20)
    let bandGain = pow(gain, 0.4996667741545416)
    let shelfQuality = 0.7071752369554196
    var k = tan(.pi * 1681.974450955533 / rate)
    var scale = 1 + k / shelfQuality + k * k
    shelf = RecursiveFilter(
      numerator: [
        (gain + bandGain * k / shelfQuality + k * k) / scale, 2 * (k * k - gain) / scale,
        (gain - bandGain * k / shelfQuality + k * k) / scale,
      ],
      denominator: [1, 2 * (k * k - 1) / scale, (1 - k / shelfQuality + k * k) / scale])
    let passQuality = 0.5003270373238773
    k = tan(.pi * 38.13547087602444 / rate)
    scale = 1 + k / passQuality + k * k
    highPass = RecursiveFilter(
      numerator: [1, -2, 1],
      denominator: [1, 2 * (k * k - 1) / scale, (1 - k / passQuality + k * k) / scale])
  }

  mutating func append(_ block: [Float]) {
    sampleCount += block.count
    for sample in block { peak = max(peak, abs(sample)) }
    var values = block.map(Double.init)
    shelf.filter(&values)
    highPass.filter(&values)
    for value in values {
      energy += value * value
      filled += 1
      if filled == Self.hop {
        energies.append(energy)
        energy = 0
        filled = 0
      }
    }
  }

  /// In LUFS; nil where all is silence or there is less than one block.
  var integratedLoudness: Double? {
    guard energies.count >= Self.hopsInBlock else { return nil }
    let samples = Double(Self.hop * Self.hopsInBlock)
    let powers = (0...(energies.count - Self.hopsInBlock)).map { first in
      energies[first..<(first + Self.hopsInBlock)].reduce(0, +) / samples
    }
    let audible = powers.filter { Self.loudness($0) > Self.absoluteGate }
    guard !audible.isEmpty else { return nil }
    let gate = Self.loudness(audible.mean) + Self.relativeGate
    return Self.loudness(audible.filter { Self.loudness($0) > gate }.mean)
  }

  private static func loudness(_ power: Double) -> Double { offset + decibels(power + 1e-20) }
}
