import Glibc

/// The speaker's gaze over a video, and what is derived from it step by step (specs/scores.md §2).
struct GazeTrack {
  /// Pixels between the outer corners of the eyes below which gaze is noise.
  static let leastEyeDistance = 18.0
  private static let leastCoverage = 0.3
  private static let leastSeconds = 2.0
  private static let closedOpenness = 0.12
  private static let closedShare = 0.55

  let times: [Double]
  let faces: [FaceMeasurement?]
  /// Seconds that each sample stands for.
  let durations: [Double]
  /// Whether a face was seen and its eyes are large enough.
  let isSeen: [Bool]
  /// Whether the eyes of such a face are closed.
  let isClosed: [Bool]

  init(_ observations: [FaceObservation]) {
    times = observations.map(\.time)
    let faces = observations.map(\.face)
    self.faces = faces
    durations = Self.durations(of: times)
    isSeen = faces.map { face in face.map { $0.eyeDistance >= Self.leastEyeDistance } ?? false }
    let openness = zip(faces, isSeen).compactMap { $1 ? $0?.openness : nil }
    let threshold = max(Self.closedOpenness, Self.closedShare * (median(openness) ?? 0))
    isClosed = zip(faces, isSeen).map { face, isSeen in
      face.map { isSeen && $0.openness < threshold } ?? false
    }
  }

  /// Half the way to each neighbour; at the ends the whole way to the only one.
  private static func durations(of times: [Double]) -> [Double] {
    guard times.count > 1 else { return times.map { _ in 0 } }
    return times.indices.map { index in
      let before = max(index - 1, 0)
      let after = min(index + 1, times.count - 1)
      return max(0, times[after] - times[before]) / Double(after - before)
    }
  }

  var seenSeconds: Double { zip(durations, isSeen).reduce(0) { $1.1 ? $0 + $1.0 : $0 } }

  var coverage: Double {
    let total = durations.reduce(0, +)
    return total > 0 ? seenSeconds / total : 0
  }

  /// Whether there is evidence enough.
  func check() throws(EyeContactUnavailable) {
    let total = durations.reduce(0, +)
    let faceSeconds = zip(durations, faces).reduce(0) { $1.1 == nil ? $0 : $0 + $1.0 }
    if coverage < Self.leastCoverage || seenSeconds < Self.leastSeconds {
      let share = total > 0 ? faceSeconds / total : 0
      guard share >= Self.leastCoverage else { throw .littleCoverage(share: share) }
      guard faceSeconds >= Self.leastSeconds else { throw .short(seconds: faceSeconds) }
      let distances = faces.compactMap { $0?.eyeDistance }
      guard let distance = median(distances), distance < Self.leastEyeDistance else {
        throw coverage < Self.leastCoverage
          ? .littleCoverage(share: coverage) : .short(seconds: seenSeconds)
      }
      throw .smallFace(eyeDistance: distance)
    }
  }

  /// How often a sample with closed eyes follows one without, a minute.
  var blinksPerMinute: Double {
    let closings = zip(isClosed, isClosed.dropFirst()).count { !$0 && $1 }
    let length = (times.last ?? 0) - (times.first ?? 0)
    return Double(closings) / max(length, 1) * 60
  }

  var yawDeviation: Double {
    let yaws = faces.compactMap { $0?.yaw }
    guard !yaws.isEmpty else { return 0 }
    let mean = yaws.reduce(0, +) / Double(yaws.count)
    let squares = yaws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(yaws.count)).squareRoot()
  }
}
