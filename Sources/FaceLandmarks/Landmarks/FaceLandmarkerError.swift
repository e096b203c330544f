import Keras
import NeuralNetwork

/// Why the landmark networks cannot be used.
public enum FaceLandmarkerError: Error, Sendable {
  /// A file cannot be read, or holds what the runtime does not have.
  case unreadable(file: String, KerasError)
  /// A file is a model, but another one: shapes of inputs and outputs are not the expected ones.
  case contract(file: String, found: String, expected: String)
  /// The engine failed on valid input: a defect.
  case `internal`(NeuralNetworkError)
}

extension FaceLandmarkerError: CustomStringConvertible {
  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .unreadable(let file, let error):
      "The landmark network \(file) cannot be used: \(error). Give a folder that holds "
        + LandmarkNetworks.Part.allCases.map(\.fileName).joined(separator: ", ")
        + "; eye contact is not measured without them."
    case .contract(let file, let found, let expected):
      "The landmark network \(file) does not fit: found \(found), expected \(expected). "
        + "Give the file of that name that comes with this program."
    case .internal(let error):
      "The landmark networks failed: \(error)"
    }
  }
}
