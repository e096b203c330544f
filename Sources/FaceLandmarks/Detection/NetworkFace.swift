import Imaging

/// A face that the short-range network found, in pixels of the image; the first pixel covers 0…1.
public struct NetworkFace: Sendable, Equatable {
  /// 0…1.
  public var score: Double
  /// The upper left corner of the box; it may lie outside the image.
  public var low: SIMD2<Double>
  /// The lower right corner of the box.
  public var high: SIMD2<Double>

  /// Makes a face from its parts.
  public init(score: Double, low: SIMD2<Double>, high: SIMD2<Double>) {
    self.score = score
    self.low = low
    self.high = high
  }

  private static let cascadeSide = 1.07
  private static let cascadeLift = 0.15

  /// The square that the frontal cascade would give: 1.07 times as wide as the network's box, its
  /// centre 0.15 widths higher, since the cascade's squares reach from the brow's top to the mouth
  /// and the network's from the brows to the chin.
  ///
  /// Fitted to frames in which both answer: `Tests/FaceLandmarksTests/Fixtures/
  /// make_network_goldens.py --fit`.
  public var cascadeBox: Rectangle {
    let size = high - low
    let side = Self.cascadeSide * size.x
    let center = (low + high) / 2 - SIMD2(0, Self.cascadeLift * size.x)
    func pixel(_ value: Double) -> Int { Int(min(max(value, -1e6), 1e6).rounded()) }
    return Rectangle(
      x: pixel(center.x - side / 2), y: pixel(center.y - side / 2), width: pixel(side),
      height: pixel(side))
  }

  /// The intersection with another box over the union.
  func overlap(with other: NetworkFace) -> Double {
    let shared = pointwiseMin(high, other.high) - pointwiseMax(low, other.low)
    guard shared.x > 0, shared.y > 0 else { return 0 }
    let intersection = shared.x * shared.y
    let union = area + other.area - intersection
    return union > 0 ? intersection / union : 0
  }

  private var area: Double {
    let size = high - low
    return max(size.x, 0) * max(size.y, 0)
  }
}

extension NetworkFace {
  /// Joins boxes that overlap: each of the highest score and those that share more than 0.3 with it
  /// become their mean, weighted by their scores (MediaPipe's weighted non-maximum suppression).
  static func suppressed(_ faces: [NetworkFace]) -> [NetworkFace] {
    // Sorting is not stable in general: of equals, the first stays first.
    let order = faces.indices.sorted { (faces[$1].score, $0) < (faces[$0].score, $1) }
    var remaining = order.map { faces[$0] }
    var result: [NetworkFace] = []
    while let best = remaining.first {
      let near = remaining.filter { $0.overlap(with: best) > largestOverlap }
      guard !near.isEmpty else {
        // A box without an area overlaps nothing, not even itself.
        remaining.removeFirst()
        continue
      }
      let total = near.reduce(0) { $0 + $1.score }
      result.append(
        NetworkFace(
          score: best.score, low: near.reduce(.zero) { $0 + $1.low * $1.score } / total,
          high: near.reduce(.zero) { $0 + $1.high * $1.score } / total))
      remaining.removeAll { $0.overlap(with: best) > largestOverlap }
    }
    return result
  }

  private static let largestOverlap = 0.3
}
