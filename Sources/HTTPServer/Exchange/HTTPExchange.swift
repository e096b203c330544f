import HTTPTypes

/// One request on its way to a response, as the handler sees it: the head, and a body to be
/// pulled. It lives as long as the call of the handler and cannot be kept.
public struct HTTPExchange: ~Copyable {
  /// Method, target (`path`, with the query), `authority` and header fields.
  public let request: HTTPRequest
  /// The body, empty if the request has none.
  public let body: RequestBody
  /// The numeric address of the peer, without the port.
  public let clientAddress: String

  private let source: any RequestBodySource

  init(head: RequestHead, clientAddress: String, source: any RequestBodySource) {
    request = head.request
    body = RequestBody(framing: head.framing, source: source)
    self.clientAddress = clientAddress
    self.source = source
  }

  /// An exchange without a connection, to try a handler with.
  ///
  /// - Parameters:
  ///   - body: what the handler will read; nil for a request without a body.
  ///   - chunkSize: the most bytes that one read gives.
  ///   - failure: what reading throws once `body` has been read.
  ///   - clientHasLeft: what the property of this name says.
  public init(
    request: HTTPRequest, body: [UInt8]?, chunkSize: Int = .max,
    failure: RequestBodyError? = nil, clientAddress: String = "127.0.0.1",
    clientHasLeft: Bool = false
  ) {
    let source = InMemoryBody(
      bytes: body ?? [], chunkSize: chunkSize, failure: failure, clientHasLeft: clientHasLeft)
    self.request = request
    self.body = RequestBody(framing: body.map { .length($0.count) } ?? .none, source: source)
    self.clientAddress = clientAddress
    self.source = source
  }

  /// Whether nobody is there any more to read the response. Asks the socket, so that long work
  /// can look now and then (every 100 ms, say) and stop.
  ///
  /// A client that only closed its sending side still waits for its answer. To tell the two
  /// apart an HTTP/1.1 client is sent one `100 Continue`, which clients skip (RFC 9110 section
  /// 15.2.1) and which a closed socket answers with a reset; so a client that left shows from the
  /// second look on. An HTTP/1.0 client that closed in an orderly manner is believed to wait.
  public var clientHasLeft: Bool { source.clientHasLeft }
}
