import HTTPTypes

/// A request whose head has come, as the handler sees it.
public struct IncomingRequest: Sendable {
  /// Method, target (`path`, with the query), `authority` and header fields.
  public let request: HTTPRequest
  /// The numeric address of the peer, without the port.
  public let clientAddress: String
  private let framing: BodyFraming

  init(head: RequestHead, clientAddress: String) {
    request = head.request
    framing = head.framing
    self.clientAddress = clientAddress
  }

  /// A request without a connection, to try a handler with.
  ///
  /// - Parameter bodyLength: what Content-Length says; nil for a request without a body.
  public init(request: HTTPRequest, bodyLength: Int?, clientAddress: String = "127.0.0.1") {
    self.request = request
    framing = bodyLength.map { .length($0) } ?? .none
    self.clientAddress = clientAddress
  }

  /// Whether the request says that a body follows, be it of length 0. Without one a POST can be
  /// answered 411.
  public var hasBody: Bool { framing != .none }

  /// The value of Content-Length; nil for a chunked body or none.
  public var declaredLength: Int? {
    if case .length(let count) = framing { count } else { nil }
  }
}
