import Imaging

/// What one sampled frame tells of the speaker's face. No landmarks are kept.
public struct FaceObservation: Sendable, Equatable, Codable {
  /// Presentation time in seconds.
  public let time: Double
  /// Nil where no face was found.
  public let face: FaceMeasurement?

  /// Makes an observation from its parts.
  public init(time: Double, face: FaceMeasurement?) {
    self.time = time
    self.face = face
  }
}

/// The pose and the gaze of one face in one frame.
///
/// Angles are in degrees; left, right and up are those of the image.
public struct FaceMeasurement: Sendable, Equatable, Codable {
  /// Which of the video's tracks the face belongs to; numbered from 0.
  public var track: Int
  /// The box of the mesh in pixels of the colour image.
  public var box: Rectangle
  /// How large and how central the face is: its share of the image's area, halved in the corners.
  public var prominence: Double
  /// The probability that this is a face.
  public var presence: Double
  /// Positive where the head is turned to the right of the image.
  public var yaw: Double
  /// Positive where the head is turned up.
  public var pitch: Double
  /// Positive where the head leans clockwise in the image.
  public var roll: Double
  /// Gaze relative to the camera, positive to the right of the image.
  public var gazeX: Double
  /// Gaze relative to the camera, positive up.
  public var gazeY: Double
  /// Height of the eyes' opening over their width, mean of both.
  public var openness: Double
  /// Distance of the outer corners of the eyes in pixels of the colour image.
  public var eyeDistance: Double

  /// Makes a measurement from its parts.
  public init(
    track: Int = 0, box: Rectangle = Rectangle(x: 0, y: 0, width: 0, height: 0),
    prominence: Double = 1, presence: Double = 1, yaw: Double, pitch: Double, roll: Double,
    gazeX: Double, gazeY: Double,
    openness: Double, eyeDistance: Double
  ) {
    self.track = track
    self.box = box
    self.prominence = prominence
    self.presence = presence
    self.yaw = yaw
    self.pitch = pitch
    self.roll = roll
    self.gazeX = gazeX
    self.gazeY = gazeY
    self.openness = openness
    self.eyeDistance = eyeDistance
  }

  /// Measures a face in an image of a size; nil where its mesh has no pose or its eyes no place.
  public init?(_ landmarks: FaceLandmarks, imageSize: Size, track: Int = 0) {
    guard let pose = HeadPose(mesh: landmarks.mesh) else { return nil }
    let gaze = Gaze(landmarks, pose: pose)
    let openness = (landmarks.leftEye.openness + landmarks.rightEye.openness) / 2
    guard gaze.x.isFinite, gaze.y.isFinite, openness.isFinite else { return nil }
    self.init(
      track: track, box: landmarks.box,
      prominence: Prominence(imageSize: imageSize).value(of: landmarks.box),
      presence: landmarks.presence, yaw: pose.yaw,
      pitch: pose.pitch, roll: pose.roll, gazeX: gaze.x, gazeY: gaze.y,
      openness: openness,
      eyeDistance: landmarks.eyeDistance)
  }
}

extension FaceLandmarks {
  /// The box of the mesh in whole pixels.
  var box: Rectangle {
    var low = SIMD2(repeating: Double.infinity)
    var high = -low
    for point in mesh {
      low = pointwiseMin(low, SIMD2(point.x, point.y))
      high = pointwiseMax(high, SIMD2(point.x, point.y))
    }
    func pixel(_ value: Double) -> Int { Int(min(max(value, -1e6), 1e6)) }
    let left = pixel(low.x.rounded(.down))
    let top = pixel(low.y.rounded(.down))
    return Rectangle(
      x: left, y: top, width: pixel(high.x.rounded(.up)) - left,
      height: pixel(high.y.rounded(.up)) - top)
  }
}
