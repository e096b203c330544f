import Glibc

extension GazeTrack {
  private static let frontalYaw = 15.0
  private static let fewestFrames = 10
  /// Degrees: the width of the kernel of the density, how far the mode may lie from the lens, and
  /// how near to it a gaze counts as there.
  private static let kernelWidth = 3.0
  private static let farthestMode = 6.0
  private static let nearMode = 5.0
  private static let leastShare = 0.3
  private static let correction = 0.7
  /// The density costs the square of the number of frames; more than these are thinned evenly.
  private static let mostFrames = 1024

  /// What is taken off every gaze: 0.7 of the most frequent gaze of a frontal head with open eyes,
  /// if that is near the lens and frequent enough to be a habit or an error of the model; else zero.
  func bias() -> SIMD2<Double> {
    var gazes: [SIMD2<Double>] = []
    for (index, face) in faces.enumerated() {
      guard let face, isSeen[index], !isClosed[index], abs(face.yaw) < Self.frontalYaw else {
        continue
      }
      gazes.append(SIMD2(face.gazeX, face.gazeY))
    }
    guard gazes.count >= Self.fewestFrames else { return .zero }
    let step = (gazes.count - 1) / Self.mostFrames + 1
    let kept = stride(from: 0, to: gazes.count, by: step).map { gazes[$0] }
    var mode = SIMD2<Double>.zero
    var highest = -1.0
    for gaze in kept {
      let density = kept.reduce(0) { sum, other in
        let d = gaze - other
        return sum + exp(-(d * d).sum() / (2 * Self.kernelWidth * Self.kernelWidth))
      }
      if density > highest { (highest, mode) = (density, gaze) }
    }
    guard mode.length <= Self.farthestMode else { return .zero }
    let near = gazes.count { ($0 - mode).length < Self.nearMode }
    return Double(near) > Self.leastShare * Double(gazes.count)
      ? Self.correction * mode : .zero
  }
}
