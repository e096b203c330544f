/// The seven classes of visible expression, in the order of the model's outputs.
///
/// The order is part of the contract with `emotion_detction_model.h5` (specs/service.md §1).
public enum Emotion: String, CaseIterable, Sendable, Codable, CodingKeyRepresentable {
  case angry, disgust, fear, happy, sad, surprise, neutral

  /// The position of the class in `allCases`.
  public var index: Int {
    switch self {
    case .angry: 0
    case .disgust: 1
    case .fear: 2
    case .happy: 3
    case .sad: 4
    case .surprise: 5
    case .neutral: 6
    }
  }
}
