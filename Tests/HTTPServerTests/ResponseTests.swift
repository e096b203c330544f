import Foundation
import HTTPTypes
import Testing

@testable import HTTPServer

@Suite("Responses as bytes")
struct ResponseTests {
  private static let date = HTTPDate(secondsSinceEpoch: 784_111_777)

  private func text(_ serializer: ResponseSerializer, _ response: ServerResponse) -> String {
    String(decoding: serializer.bytes(of: response), as: UTF8.self)
  }

  @Test("A response has its own fields, the date and the length, in one piece")
  func ordinary() {
    let response = ServerResponse(
      status: .ok, contentType: "application/json", body: Array("{}".utf8))
    #expect(
      text(ResponseSerializer(closes: false, date: Self.date), response)
        == "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        + "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 2\r\n\r\n{}")
  }

  @Test("The answer to HEAD has the length and no body")
  func head() {
    let response = ServerResponse.plainText(.ok, "hello")
    let serializer = ResponseSerializer(isAnswerToHead: true, closes: true, date: Self.date)
    let bytes = text(serializer, response)
    #expect(bytes.contains("Content-Length: 6\r\n"))
    #expect(bytes.hasSuffix("Connection: close\r\n\r\n"))
  }

  @Test("204 and 304 have neither length nor body", arguments: [204, 304])
  func bodiless(code: Int) {
    let response = ServerResponse(
      head: HTTPResponse(status: .init(code: code)), body: Array("x".utf8))
    let bytes = text(ResponseSerializer(closes: false, date: Self.date), response)
    #expect(!bytes.contains("Content-Length"))
    #expect(bytes.hasSuffix("\r\n\r\n"))
  }

  @Test("Framing fields of the handler are replaced by the true ones")
  func replacedFields() {
    var response = ServerResponse.plainText(.ok, "hello")
    response.head.headerFields[.contentLength] = "99"
    response.head.headerFields[.transferEncoding] = "chunked"
    response.head.headerFields[.connection] = "upgrade"
    response.head.headerFields[.date] = "then"
    let bytes = text(ResponseSerializer(closes: false, date: Self.date), response)
    #expect(!bytes.contains("99") && !bytes.contains("chunked") && !bytes.contains("upgrade"))
    #expect(bytes.contains("Content-Length: 6\r\n"))
    #expect(bytes.contains("Date: then\r\n") && !bytes.contains("1994"))
  }

  @Test("A client of HTTP/1.0 is told that the connection stays")
  func http10() {
    let serializer = ResponseSerializer(closes: false, version: .http10, date: Self.date)
    #expect(text(serializer, .plainText(.ok, "")).contains("Connection: keep-alive\r\n"))
  }

  @Test("A value cannot break out of its line")
  func injection() {
    var response = ServerResponse.plainText(.ok, "hello")
    response.head.headerFields[.location] = "/\r\nSet-Cookie: a=b"
    let bytes = text(ResponseSerializer(closes: false, date: Self.date), response)
    #expect(!bytes.contains("\r\nSet-Cookie"))
  }

  @Test("Dates agree with Foundation's over 300 years")
  func dates() {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    let step = 86_400 * 17 + 12_345
    for seconds in stride(from: 0, to: 86_400 * 365 * 300, by: step) {
      let expected = formatter.string(from: Date(timeIntervalSince1970: TimeInterval(seconds)))
      #expect(HTTPDate(secondsSinceEpoch: seconds).imfFixdate == expected)
    }
  }
}
