import Keras
import NeuralNetwork

/// Why speech cannot be measured at all. Sound without speech is no error but a reason in
/// `SpeechMeasurement`.
public enum SpeechError: Error, Sendable {
  /// The library has no transform of this length or no memory for it.
  case transform(length: Int, code: Int32)
  /// A file of the voice detector cannot be read.
  case unreadableModel(path: String, KerasError)
  /// A file of the voice detector is another network than the one expected.
  case modelContract(path: String, found: String, expected: String)
  /// The voice detector failed on valid input: a defect.
  case inference(String)
}

extension SpeechError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .transform(let length, let code):
      return "no Fourier transform of length \(length) (code \(code)); is memory exhausted?"
    case .unreadableModel(let path, let error):
      return "the voice detector \(path) cannot be used: \(error)"
    case .modelContract(let path, let found, let expected):
      return "the voice detector \(path) does not fit: found \(found), expected \(expected); "
        + "take the file that comes with this version"
    case .inference(let message):
      return "the voice detector failed: \(message)"
    }
  }
}
