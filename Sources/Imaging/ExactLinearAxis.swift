/// How the samples of one axis are made by OpenCV's `INTER_LINEAR_EXACT` on 8 bits: from two
/// neighbours with weights in units of 1/256, or from the first or last sample alone.
struct ExactLinearAxis: Sendable, Equatable {
  /// Samples before this one repeat the first source sample.
  let firstInner: Int
  /// Samples from this one on repeat the last source sample.
  let endOfInner: Int
  /// For each sample, the first of its two neighbours (0 outside `firstInner..<endOfInner`).
  let offsets: [Int32]
  /// For each sample, the weight of the second neighbour, 0…256; the first has 256 minus it.
  let weights: [UInt16]

  /// Makes the table from a source of `sourceCount` samples to `count` samples, both at least 1.
  init(sourceCount: Int, count: Int) {
    // OpenCV divides twice; one division would round differently.
    let inverse = Double(count) / Double(sourceCount)
    let scale = 1.0 / inverse
    var first = 0
    var end = count
    var offsets = [Int32](repeating: 0, count: count)
    var weights = [UInt16](repeating: 0, count: count)
    for i in 0..<count {
      let product = scale * (Double(i) + 0.5)
      let position = product - 0.5
      let floor = position.rounded(.down)
      if floor < 0 || sourceCount <= 1 {
        first = max(first, i + 1)
      } else if floor >= Double(sourceCount - 1) {
        end = min(end, i)
      } else {
        offsets[i] = Int32(floor)
        weights[i] = UInt16(((position - floor) * 256).rounded(.toNearestOrEven))
      }
    }
    self.firstInner = min(first, count)
    self.endOfInner = max(end, self.firstInner)
    self.offsets = offsets
    self.weights = weights
  }
}
