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

  init(_ observation: FrameObservation) {
    time = AnalysisReport.rounded(observation.time, places: 3)
    frame = observation.frame
    faces = observation.facesSeen
    face = observation.face
    emotions = observation.emotions.map { values in
      Dictionary(
        uniqueKeysWithValues: Emotion.allCases.map {
          ($0, AnalysisReport.rounded(values[$0], places: 4))
        })
    }
  }

  private enum CodingKeys: String, CodingKey {
    case time, frame, faces, face, emotions, gaze, openness
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(time, forKey: .time)
    try container.encode(frame, forKey: .frame)
    try container.encode(faces, forKey: .faces)
    try container.encode(face, forKey: .face)
    try container.encode(emotions, forKey: .emotions)
    // Not measured yet; the keys are part of the contract (specs/service.md §1).
    try container.encodeNil(forKey: .gaze)
    try container.encodeNil(forKey: .openness)
  }
}
