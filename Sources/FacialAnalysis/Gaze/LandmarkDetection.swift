import FaceLandmarks

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
