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
}
