import HTTPTypes

/// Writes a response as the bytes of HTTP/1.1 (RFC 9112 section 4).
struct ResponseSerializer {
  /// The request had the method HEAD: the head of the answer is the same, the body stays away.
  var isAnswerToHead = false
  /// The connection ends after this response.
  var closes: Bool
  /// The client speaks HTTP/1.0, where staying open has to be said.
  var version = HTTPVersion.http11
  var date: HTTPDate

  /// How a client finds the end of a body.
  enum Length {
    case known(Int)
    case chunked
    case untilClose
  }

  /// The whole response; the server's own framing fields replace those in `response`.
  func bytes(of response: ServerResponse) -> [UInt8] {
    var bytes = bytes(ofHead: response.head, .known(response.body.count))
    if sendsBody(of: response.head) { bytes += response.body }
    return bytes
  }

  /// Whether the body follows the head.
  func sendsBody(of head: HTTPResponse) -> Bool {
    Self.permitsBody(head.status) && !isAnswerToHead
  }

  /// The head alone.
  func bytes(ofHead head: HTTPResponse, _ length: Length) -> [UInt8] {
    let status = head.status
    var text = "HTTP/1.1 \(padded(status.code)) \(status.reasonPhrase)\r\n"
    for field in head.headerFields where !Self.isOwn(field.name) {
      text += "\(field.name.rawName): \(field.value)\r\n"
    }
    if head.headerFields[.date] == nil { text += "Date: \(date.imfFixdate)\r\n" }
    if Self.permitsBody(status) {
      switch length {
      case .known(let count): text += "Content-Length: \(count)\r\n"
      case .chunked: text += "Transfer-Encoding: chunked\r\n"
      case .untilClose: break
      }
    }
    if closes {
      text += "Connection: close\r\n"
    } else if version == .http10 {
      text += "Connection: keep-alive\r\n"
    }
    text += "\r\n"
    return Array(text.utf8)
  }

  private static func isOwn(_ name: HTTPField.Name) -> Bool {
    name == .contentLength || name == .transferEncoding || name == .connection
  }

  /// RFC 9110 section 6.4.1: 1xx, 204 and 304 end with their head.
  private static func permitsBody(_ status: HTTPResponse.Status) -> Bool {
    status.code >= 200 && status.code != 204 && status.code != 304
  }

  private func padded(_ code: Int) -> String {
    code < 10 ? "00\(code)" : code < 100 ? "0\(code)" : "\(code)"
  }
}
