/// The share of samples that are cut off at the top: runs of at least three within 1.5 % of the
/// peak.
struct ClippingMeter {
  private let threshold: Float
  private var run = 0
  private var clipped = 0
  private var count = 0

  private static let shortestRun = 3
  /// Below this there is no sound that could be clipped.
  private static let smallestPeak: Float = 1e-4

  /// - Parameter peak: the largest magnitude of the whole.
  init(peak: Float) {
    threshold = peak < Self.smallestPeak ? .infinity : 0.985 * peak
  }

  mutating func append(_ block: [Float]) {
    count += block.count
    for sample in block {
      if abs(sample) >= threshold {
        run += 1
      } else if run > 0 {
        endRun()
      }
    }
  }

  /// 0…1.
  mutating func finish() -> Double {
    endRun()
    return count == 0 ? 0 : Double(clipped) / Double(count)
  }

  private mutating func endRun() {
    if run >= Self.shortestRun { clipped += run }
    run = 0
  }
}
