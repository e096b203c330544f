import Imaging

/// What was seen in one sampled frame.
public struct FrameObservation: Sendable, Equatable, Codable {
  /// Number of the frame in the video, from 0.
  public package(set) var frame: Int
  /// Presentation time in seconds.
  public let time: Double
  /// Number of faces that the detector found; nil where they were not counted, which is done once
  /// in each second of the video.
  public let facesSeen: Int?
  /// The largest face in pixels of the upright frame; nil where none was found.
  public let face: Rectangle?
  /// What found it; nil where none was found.
  public let detector: FaceDetectorKind?
  /// Probabilities of the seven classes for that face; nil where none was found.
  public package(set) var emotions: EmotionValues?

  public init(
    frame: Int, time: Double, facesSeen: Int?, face: Rectangle?,
    detector: FaceDetectorKind = .cascade, emotions: EmotionValues? = nil
  ) {
    self.frame = frame
    self.time = time
    self.facesSeen = facesSeen
    self.face = face
    self.detector = face == nil ? nil : detector
    self.emotions = emotions
  }
}

/// What finds faces.
public enum FaceDetectorKind: String, Sendable, Codable {
  /// The frontal cascade.
  case cascade
  /// The short-range network, which is asked where the cascade is silent.
  case network
}
