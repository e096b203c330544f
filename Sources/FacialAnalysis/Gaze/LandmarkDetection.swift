import AnalysisResult
import FaceLandmarks
import Files

/// The landmark networks, or why the engine does without.
struct LandmarkDetection: Sendable {
  let landmarker: FaceLandmarker?
  /// Why there are none.
  let problem: String?

  /// No landmarks.
  static let none = LandmarkDetection(landmarker: nil, problem: AnalysisScope.omission)

  private init(landmarker: FaceLandmarker?, problem: String?) {
    self.landmarker = landmarker
    self.problem = problem
  }

  /// Reads the networks' files beside another file, where they are.
  init(beside path: String) {
    do throws(FaceLandmarkerError) {
      landmarker = try FaceLandmarker(folder: FilePath.folder(of: path))
      problem = nil
    } catch {
      landmarker = nil
      problem = "the landmark networks cannot be used (\(Self.reason(error)))"
    }
  }

  /// Without the folder: answers tell no paths.
  private static func reason(_ error: FaceLandmarkerError) -> String {
    switch error {
    case .unreadable(let file, _): "\(FilePath.name(of: file)) cannot be read"
    case .contract(let file, let found, let expected):
      "\(FilePath.name(of: file)) has \(found), expected \(expected)"
    case .internal(let error): error.description
    }
  }
}
