import FaceLandmarks

/// Where the eyes of the speaker pointed: a score with its parts, or why there is none.
public struct GazeAnalysis: Sendable, Equatable {
  public enum Outcome: Sendable, Equatable {
    case measured(EyeContact)
    /// A sentence that says why.
    case absent(reason: String)
  }

  public let outcome: Outcome
  /// What the landmarks gave, one entry for each sampled frame; empty without landmark networks.
  public let observations: [FaceObservation]
  /// What weakens the measure.
  public let notes: [ScoreNote]

  /// - Parameter problem: why there are no landmark networks; nil where there are.
  init(_ observations: [FaceObservation], problem: String?) {
    self.observations = observations
    if let problem {
      outcome = .absent(reason: "Not measured: \(problem).")
      notes = []
      return
    }
    do throws(EyeContactUnavailable) {
      outcome = .measured(try EyeContact(observations))
      notes = Self.notes(observations)
    } catch {
      outcome = .absent(reason: "Not measured: \(error)")
      notes = []
    }
  }

  public var contact: EyeContact? {
    if case .measured(let contact) = outcome { return contact }
    return nil
  }

  /// Glances are as short as a fifth of a second (specs/scores.md §2).
  private static let leastSamplesPerSecond = 5.0

  private static func notes(_ observations: [FaceObservation]) -> [ScoreNote] {
    guard let first = observations.first?.time, let last = observations.last?.time, last > first
    else { return [] }
    let rate = Double(observations.count - 1) / (last - first)
    guard rate < leastSamplesPerSecond else { return [] }
    let text = AnalysisReport.rounded(rate, places: 1)
    return [
      ScoreNote(
        field: "eyeContact",
        reason: "Made from \(text) samples a second; fewer than 5 miss short glances.")
    ]
  }
}

/// The landmark networks, or why the engine does without.
struct LandmarkDetection: Sendable {
  let landmarker: FaceLandmarker?
  /// Why there are none.
  let problem: String?

  /// Reads the networks' files beside another file, where they are.
  init(beside path: String) {
    do throws(FaceLandmarkerError) {
      landmarker = try FaceLandmarker(folder: FilePath.folder(of: path))
      problem = nil
    } catch {
      landmarker = nil
      problem = error.description
    }
  }
}

/// What there is to do with paths here.
enum FilePath {
  /// The folder that a file lies in.
  static func folder(of path: String) -> String {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count > 1 else { return "." }
    let folder = parts.dropLast().joined(separator: "/")
    return folder.isEmpty ? "/" : folder
  }
}
