import HTTPTypes

/// How the body of a request is delimited on the wire (RFC 9112 section 6).
public enum BodyFraming: Sendable, Equatable {
  /// Neither `Content-Length` nor `Transfer-Encoding`: there is no body.
  case none
  /// `Content-Length`: exactly this many bytes.
  case length(Int)
  /// `Transfer-Encoding: chunked`.
  case chunked
}

/// The two versions of the protocol that are spoken here.
public enum HTTPVersion: Sendable, Equatable {
  case http10
  case http11
}

/// A request head that passed every check, with what it says about the connection.
public struct RequestHead: Sendable, Equatable {
  /// Method, target and header fields; `Host` stands in `authority`, not among the fields.
  public var request: HTTPRequest
  public var version: HTTPVersion
  public var framing: BodyFraming
  /// Whether the client lets the connection live on after this exchange.
  public var persists: Bool
  /// Whether the client waits for `100 Continue` before it sends the body.
  public var expectsContinue: Bool
}

/// What a request head may cost.
public struct RequestHeadLimits: Sendable, Equatable {
  /// Bytes of the whole head, line ends included.
  public var maximumBytes: Int
  /// Bytes of the request target.
  public var maximumTargetBytes: Int
  /// Number of header fields.
  public var maximumFields: Int

  public init(
    maximumBytes: Int = 32 << 10, maximumTargetBytes: Int = 8 << 10, maximumFields: Int = 100
  ) {
    self.maximumBytes = maximumBytes
    self.maximumTargetBytes = maximumTargetBytes
    self.maximumFields = maximumFields
  }
}
