import MediaContract

/// Why a video has no answer.
public enum AnalysisError: Error, Sendable, Equatable, Codable {
  /// The video itself cannot be read or exceeds a limit.
  case media(MediaError)
  /// Frames were read, but no face was found in any of the samples.
  case noFace(samples: Int, seconds: Double)
  /// The caller asked to stop.
  case cancelled
  /// The engine failed on valid input: a defect, not the video's fault.
  case `internal`(String)
}

extension AnalysisError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .media(let error):
      return error.description
    case .noFace(let samples, let seconds):
      let length = Int(seconds.rounded())
      return "No face was found in any of \(samples) sampled frames (\(length) s of video, face "
        + "coverage 0 %). Face the camera from the front, about an arm's length away, with light "
        + "on the face and not behind it."
    case .cancelled:
      return "The work was cancelled."
    case .internal(let message):
      return "The analysis failed: \(message)"
    }
  }
}
