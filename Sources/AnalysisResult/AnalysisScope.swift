/// How much of a video is measured.
public enum AnalysisScope: String, Sendable, Codable, CaseIterable {
  /// Emotions, eye contact and speech clarity.
  case full
  /// The emotions alone, for half of the processor time: faces as the cascade finds them, without
  /// landmarks, second opinion, sound, and the count of faces.
  case emotions

  /// Why the rest is not measured, as a part of a sentence.
  package static let omission = "the scope is emotions alone"
}
