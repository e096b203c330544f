/// A stretch of at least a second without eye contact.
public struct AwayEvent: Sendable, Equatable, Codable {
  /// Seconds from the start of the video.
  public let start: Double
  public let end: Double
  public let direction: AwayDirection

  /// Makes an event from its parts.
  public init(start: Double, end: Double, direction: AwayDirection) {
    self.start = start
    self.end = end
    self.direction = direction
  }

  /// Seconds.
  public var duration: Double { end - start }

  private static let lost = 0.35
  private static let regained = 0.65
  private static let leastSeconds = 1.0

  /// Contact is lost below 0.35 and regained above 0.65; shorter stretches are left out.
  static func events(
    in track: GazeTrack, contact: [Double], bias: SIMD2<Double>
  ) -> [AwayEvent] {
    var events: [AwayEvent] = []
    var first: Int?
    func add(_ start: Int, _ end: Int, samples: Range<Int>) {
      guard track.times[end] - track.times[start] >= leastSeconds else { return }
      events.append(
        AwayEvent(
          start: track.times[start], end: track.times[end],
          direction: AwayDirection(track, samples: samples, bias: bias)))
    }
    for index in contact.indices {
      if first == nil, contact[index] < lost {
        first = index
      } else if let start = first, contact[index] > regained {
        add(start, index, samples: start..<index)
        first = nil
      }
    }
    if let start = first { add(start, contact.count - 1, samples: start..<contact.count) }
    return events
  }
}

/// Where a speaker looked instead of at the camera.
///
/// Left and right are the **speaker's own**, in a video that is not mirrored: what lies on the left
/// of the picture is to the speaker's right.
public enum AwayDirection: String, Sendable, CaseIterable, Codable {
  case up
  case upRight = "up-right"
  case right
  case downRight = "down-right"
  case down
  case downLeft = "down-left"
  case left
  case upLeft = "up-left"
  /// For most of the time the eyes were closed.
  case eyesClosed = "eyes closed"
  /// For most of the time no face was seen.
  case notVisible = "face not visible"
}

extension AwayDirection {
  private static let yawShare = 0.4
  /// tan 22.5°: the eight directions have equal parts of the circle.
  private static let diagonal = 0.41421356237309503

  /// What took most of the time; for a gaze, the direction of its mean.
  init(_ track: GazeTrack, samples: Range<Int>, bias: SIMD2<Double>) {
    var absent = 0.0
    var closed = 0.0
    var looking = 0.0
    var sum = SIMD2<Double>.zero
    for index in samples {
      let seconds = track.durations[index]
      if track.isClosed[index] {
        closed += seconds
      } else if let face = track.faces[index], track.isSeen[index] {
        looking += seconds
        sum += seconds * (SIMD2(face.gazeX + Self.yawShare * face.yaw, face.gazeY) - bias)
      } else {
        absent += seconds
      }
    }
    if looking >= max(absent, closed), looking > 0 {
      self.init(imageRight: sum.x, up: sum.y)
    } else {
      self = absent >= closed ? .notVisible : .eyesClosed
    }
  }

  /// The nearest of eight directions of a gaze, of which right is given as in the image.
  init(imageRight: Double, up: Double) {
    let right = -imageRight
    let isLevel = abs(up) < Self.diagonal * abs(right)
    let isUpright = abs(right) <= Self.diagonal * abs(up)
    switch (isLevel, isUpright) {
    case (true, _): self = right > 0 ? .right : .left
    case (_, true): self = up > 0 ? .up : .down
    case _ where right > 0: self = up > 0 ? .upRight : .downRight
    case _: self = up > 0 ? .upLeft : .downLeft
    }
  }
}
