import HTTPTypes

/// What a handler answers: status, header fields and the whole body.
///
/// The server adds `Content-Length`, `Connection` and, unless it is there, `Date`.
/// `Connection: close` among the fields ends the connection after the response.
public struct ServerResponse: Sendable, Equatable {
  public var head: HTTPResponse
  public var body: [UInt8]

  public init(head: HTTPResponse, body: [UInt8] = []) {
    self.head = head
    self.body = body
  }

  /// A response with a body of one media type.
  public init(
    status: HTTPResponse.Status, contentType: String, body: [UInt8], headerFields: HTTPFields = [:]
  ) {
    head = HTTPResponse(status: status, headerFields: headerFields)
    head.headerFields[.contentType] = contentType
    self.body = body
  }

  /// A response with a line of plain text.
  public static func plainText(_ status: HTTPResponse.Status, _ text: String) -> ServerResponse {
    ServerResponse(
      status: status, contentType: "text/plain; charset=utf-8", body: Array("\(text)\n".utf8))
  }
}
