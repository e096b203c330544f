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

  /// The whole response; the server's own framing fields replace those in `response`.
  func bytes(of response: ServerResponse) -> [UInt8] {
    let status = response.head.status
    var text = "HTTP/1.1 \(padded(status.code)) \(status.reasonPhrase)\r\n"
    for field in response.head.headerFields where !Self.isOwn(field.name) {
      text += "\(field.name.rawName): \(field.value)\r\n"
    }
    if response.head.headerFields[.date] == nil { text += "Date: \(date.imfFixdate)\r\n" }
    let hasBody = Self.permitsBody(status)
    if hasBody { text += "Content-Length: \(response.body.count)\r\n" }
    if closes {
      text += "Connection: close\r\n"
    } else if version == .http10 {
      text += "Connection: keep-alive\r\n"
    }
    text += "\r\n"
    var bytes = Array(text.utf8)
    if hasBody, !isAnswerToHead { bytes += response.body }
    return bytes
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
