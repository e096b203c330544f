import HDF5
import Isolation

/// Why a file that was to be read apart has no model.
package enum LoadingFailure: Error {
  /// This process cannot open it.
  case file(HDF5Error)
  /// The other process had no answer, or one that is not to be believed.
  case isolation(IsolationError)
  /// What the other process says of the file.
  case reported(String)

  func description(file: String) -> String {
    switch self {
    case .file(let error): error.description
    case .isolation(let error): "\(file): \(error)"
    case .reported(let text): text
    }
  }

  package var isolation: IsolationError? {
    if case .isolation(let error) = self { error } else { nil }
  }
}

/// Why a file of unknown origin gives no model.
public struct IsolatedLoadingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file.
  public let file: String
  /// What was found, what was expected and what to do.
  public let description: String
}
