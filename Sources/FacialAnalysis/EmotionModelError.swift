import EmotionContract
import Keras

/// Why a model file is not accepted.
public enum EmotionModelError: Error, Sendable {
  case unreadable(String, KerasError)
  /// A process of its own that read the file had no model for it.
  case refused(String, reason: String)
  /// The sidecar of the model is wrong.
  case sidecar(String, String)
  case contract(String, ContractMismatch)
}

extension EmotionModelError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let path, let error):
      return "The model \(path) cannot be used: \(error)"
    case .refused(let path, let reason):
      return "The model \(path) cannot be used: \(reason)"
    case .sidecar(_, let reason):
      return "The sidecar of the model cannot be used: \(reason)"
    case .contract(let path, let mismatch):
      return "The model \(path) does not fit: \(mismatch). "
        + "Run `h5inspect --contract emotion \(path)` to see what it holds."
    }
  }
}
