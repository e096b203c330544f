import GazeScore
import Imaging

/// One sampled frame in the answer's timeline.
public struct TimelineEntry: Sendable, Encodable {
  /// Seconds from the start of the video.
  public let time: Double
  public let frame: Int
  /// Number of faces found; null where they were not counted (it is done once a second).
  public let faces: Int?
  /// The largest face in pixels of the upright frame; null where none was found.
  public let face: Rectangle?
  /// Seven probabilities; null where no face was found.
  public let emotions: [Emotion: Double]?

  /// What found the face; null where none was found.
  public let detector: FaceDetectorKind?
  /// Where the eyes pointed; null where they were not seen or not measured.
  public let gaze: GazeAngles?
  /// Height of the eyes' opening by their width; null likewise, and at low accuracy.
  public let openness: Double?

  /// Degrees to the right and up of the image, 0 at the camera, and the head's turn to the side.
  public struct GazeAngles: Sendable, Encodable {
    public let x: Double
    public let y: Double
    /// Absent at low accuracy.
    public let headYaw: Double?
  }

  /// One entry for each sampled frame, in order.
  static func entries(of analysis: VideoAnalysis) -> [TimelineEntry] {
    let gaze = analysis.gaze.observations
    return analysis.observations.indices.map { index in
      TimelineEntry(
        analysis.observations[index], gaze.indices.contains(index) ? gaze[index].face : nil,
        isLowAccuracy: analysis.gaze.isLowAccuracy)
    }
  }

  init(
    _ observation: FrameObservation, _ measurement: FaceMeasurement?, isLowAccuracy: Bool = false
  ) {
    time = AnalysisReport.rounded(observation.time, places: 3)
    frame = observation.frame
    faces = observation.facesSeen
    face = observation.face
    detector = observation.detector
    gaze = measurement.map {
      GazeAngles(
        x: AnalysisReport.rounded($0.gazeX, places: 2),
        y: AnalysisReport.rounded($0.gazeY, places: 2),
        headYaw: isLowAccuracy ? nil : AnalysisReport.rounded($0.yaw, places: 2))
    }
    openness =
      isLowAccuracy ? nil : measurement.map { AnalysisReport.rounded($0.openness, places: 4) }
    emotions = observation.emotions.map { values in
      Dictionary(
        uniqueKeysWithValues: Emotion.allCases.map {
          ($0, AnalysisReport.rounded(values[$0], places: 4))
        })
    }
  }

  private enum CodingKeys: String, CodingKey {
    case time, frame, faces, face, detector, emotions, gaze, openness
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(time, forKey: .time)
    try container.encode(frame, forKey: .frame)
    try container.encode(faces, forKey: .faces)
    try container.encode(face, forKey: .face)
    try container.encode(detector, forKey: .detector)
    try container.encode(emotions, forKey: .emotions)
    try container.encode(gaze, forKey: .gaze)
    try container.encode(openness, forKey: .openness)
  }
}
