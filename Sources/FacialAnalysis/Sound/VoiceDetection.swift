import AnalysisResult
import Files
import Speech

/// The detector of voice, or why the engine does without.
struct VoiceDetection: Sendable {
  let model: VoiceActivityModel?
  /// Why there is no model.
  let problem: String?

  /// No detector.
  static let none = VoiceDetection(model: nil, problem: AnalysisScope.omission)

  private init(model: VoiceActivityModel?, problem: String?) {
    self.model = model
    self.problem = problem
  }

  /// Reads the detector's files beside another file, where they are.
  init(beside path: String) {
    do throws(SpeechError) {
      model = try VoiceActivityModel(folder: FilePath.folder(of: path))
      problem = nil
    } catch {
      model = nil
      problem = Self.reason(error)
    }
  }

  /// Without folders: answers tell no paths.
  private static func reason(_ error: SpeechError) -> String {
    switch error {
    case .unreadableModel(let path, _):
      "the voice detector \(FilePath.name(of: path)) cannot be read"
    case .modelContract(let path, let found, let expected):
      "the voice detector \(FilePath.name(of: path)) has \(found), expected \(expected)"
    case .transform, .inference: error.description
    }
  }
}
