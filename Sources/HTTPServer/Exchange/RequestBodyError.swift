import HTTPTypes

/// Why the body of a request could not be read to its end. It stays that way: every later read
/// fails in the same manner, and the connection ends after the response.
public enum RequestBodyError: Error, Sendable, Equatable {
  /// The body is larger than the configured limit, in bytes.
  case tooLarge(limit: Int)
  case malformed(BodyFramingError)
  /// The client stopped sending, or sent more slowly than the minimum rate.
  case timedOut
  /// The client left before the end of the body.
  case disconnected

  /// The status that answers it.
  public var status: HTTPResponse.Status {
    switch self {
    case .tooLarge: .contentTooLarge
    case .malformed, .disconnected: .badRequest
    case .timedOut: .requestTimeout
    }
  }
}

extension RequestBodyError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooLarge(let limit):
      "The body of the request is larger than \(limit) bytes; send a smaller one."
    case .malformed(let error): error.description
    case .timedOut: "The body of the request came too slowly."
    case .disconnected: "The client left before the end of the body."
    }
  }
}
