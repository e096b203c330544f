import HTTPTypes
import Testing

@testable import HTTPServer

@Suite("Request heads")
struct RequestHeadParserTests {
  /// The head, and how many bytes after it were left alone.
  static func parse(
    _ pieces: [ArraySlice<UInt8>], limits: RequestHeadLimits = RequestHeadLimits()
  ) throws(RequestHeadError) -> (head: RequestHead, rest: Int)? {
    var parser = RequestHeadParser(limits: limits)
    var head: RequestHead?
    var rest = 0
    for piece in pieces {
      var input = piece
      if head == nil { head = try parser.consume(&input) }
      rest += input.count
    }
    return head.map { ($0, rest) }
  }

  static func parse(
    _ text: String, limits: RequestHeadLimits = RequestHeadLimits()
  ) throws(RequestHeadError) -> RequestHead? {
    try parse([Array(text.utf8)[...]], limits: limits)?.head
  }

  static let typical =
    "POST /api/facial-analysis/?timeline=true HTTP/1.1\r\nHost: example.org:8080\r\n"
    + "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 12\r\n"
    + "Expect: 100-Continue\r\nX-Empty:\r\nX-Spaced: \t a b \t\r\n\r\n"

  @Test("A typical head gives method, path, authority, fields and framing")
  func typicalHead() throws {
    let head = try #require(try Self.parse(Self.typical))
    #expect(head.request.method == .post)
    #expect(head.request.path == "/api/facial-analysis/?timeline=true")
    #expect(head.request.authority == "example.org:8080")
    #expect(head.request.headerFields[.contentType] == "multipart/form-data; boundary=x")
    let empty = try #require(HTTPField.Name("x-empty"))
    let spaced = try #require(HTTPField.Name("x-spaced"))
    #expect(head.request.headerFields[empty] == "")
    #expect(head.request.headerFields[spaced] == "a b")
    #expect(head.version == .http11)
    #expect(head.framing == .length(12))
    #expect(head.persists)
    #expect(head.expectsContinue)
  }

  @Test("The division into pieces makes no difference, and what follows the head is left alone")
  func everySplit() throws {
    let bytes = Array(("\r\n" + Self.typical + "body").utf8)
    let whole = try #require(try Self.parse([bytes[...]]))
    #expect(whole.rest == 4)
    for pieces in allSplits(of: bytes) + [singleBytes(of: bytes)] {
      let parsed = try #require(try Self.parse(pieces))
      #expect(parsed.head == whole.head)
      #expect(parsed.rest == 4)
    }
  }

  @Test(
    "Unusual but clear heads are accepted",
    arguments: [
      ("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "/"),
      ("GET / HTTP/1.1\r\nHost:\r\n\r\n", "/"),
      ("GET / HTTP/1.0\r\n\r\n", "/"),
      ("GET / HTTP/1.1\r\nhost: [::1]:80\r\n\r\n", "/"),
      ("GET http://x/a?b HTTP/1.1\r\nHost: X\r\n\r\n", "/a?b"),
      ("GET HTTP://x HTTP/1.1\r\nHost: x\r\n\r\n", "/"),
      ("GET http://x?q HTTP/1.1\r\nHost: x\r\n\r\n", "/?q"),
      ("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "*"),
      ("M-SEARCH /a%20b HTTP/1.1\r\nHost: x\r\n\r\n", "/a%20b"),
      ("GET / HTTP/1.1\r\nHost: x\r\nA: caf\u{E9}\r\n\r\n", "/"),
    ])
  func accepted(text: String, path: String) throws {
    #expect(try Self.parse(text)?.request.path == path)
  }

  static let refused: [(String, RequestHeadError)] = [
    ("\u{16}\u{3}\u{1}\0hello", .malformedRequestLine),
    ("\r\n\r\nGET / HTTP/1.1\r\n", .malformedRequestLine),
    ("GET /\r\n", .malformedRequestLine),
    ("GET / HTTP/1.1 \r\n", .malformedRequestLine),
    ("GET  HTTP/1.1\r\n", .malformedTarget),
    ("GET  / HTTP/1.1\r\n", .malformedTarget),
    ("GET / / HTTP/1.1\r\n", .malformedTarget),
    ("G(T / HTTP/1.1\r\n", .malformedRequestLine),
    ("GET\t/ HTTP/1.1\r\n", .malformedRequestLine),
    (" GET / HTTP/1.1\r\n", .malformedRequestLine),
    ("GET / http/1.1\r\n", .malformedRequestLine),
    ("GET / HTTP/1.1x\r\n", .malformedRequestLine),
    ("GET / HTTP/11\r\n", .malformedRequestLine),
    ("GET / HTTP/9.9\r\n", .unsupportedVersion),
    ("GET / HTTP/1.2\r\n", .unsupportedVersion),
    ("PRI * HTTP/2.0\r\n", .unsupportedVersion),
    ("GET /a#b HTTP/1.1\r\n", .malformedTarget),
    ("GET /caf\u{E9} HTTP/1.1\r\n", .malformedTarget),
    ("GET /a\u{7F} HTTP/1.1\r\n", .malformedTarget),
    ("GET * HTTP/1.1\r\n", .malformedTarget),
    ("GET a HTTP/1.1\r\n", .malformedTarget),
    ("GET ftp://x/ HTTP/1.1\r\n", .malformedTarget),
    ("GET http:///a HTTP/1.1\r\n", .malformedTarget),
    ("GET http://u@x/a HTTP/1.1\r\n", .malformedTarget),
    ("CONNECT x:1 HTTP/1.1\r\n", .unsupportedMethod("CONNECT")),
    ("GET / HTTP/1.1\n", .bareLineFeed),
    ("GET / HTTP/1.1\r\nHost: x\n", .bareLineFeed),
    ("GET / HTTP/1.1\r\nHost: x\r\nbroken\r\n", .malformedFieldLine),
    ("GET / HTTP/1.1\r\nHost : x\r\n", .malformedFieldLine),
    ("GET / HTTP/1.1\r\n: x\r\n", .malformedFieldLine),
    ("GET / HTTP/1.1\r\nA B: x\r\n", .malformedFieldLine),
    ("GET / HTTP/1.1\r\nCaf\u{E9}: x\r\n", .malformedFieldLine),
    ("GET / HTTP/1.1\r\nA: b\r\n c\r\n", .foldedField),
    ("GET / HTTP/1.1\r\n A: b\r\n", .foldedField),
    ("GET / HTTP/1.1\r\nA: b\0c\r\n", .invalidFieldValue(name: "A")),
    ("GET / HTTP/1.1\r\nA: b\rc\r\n", .invalidFieldValue(name: "A")),
    ("GET / HTTP/1.1\r\nA: b\u{1}c\r\n", .invalidFieldValue(name: "A")),
    ("GET / HTTP/1.1\r\nA: b\u{7F}c\r\n", .invalidFieldValue(name: "A")),
    ("GET / HTTP/1.1\r\n\r\n", .missingHost),
    ("GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", .duplicateHost),
    ("GET / HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n", .duplicateHost),
    ("GET / HTTP/1.1\r\nHost: x/y\r\n\r\n", .invalidHost),
    ("GET / HTTP/1.1\r\nHost: u@x\r\n\r\n", .invalidHost),
    ("GET / HTTP/1.1\r\nHost: x y\r\n\r\n", .invalidHost),
    ("GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n", .hostDiffersFromTarget),
  ]

  @Test("A doubtful line is refused for what it is", arguments: refused)
  func refusedLine(text: String, error: RequestHeadError) {
    #expect(throws: error) { try Self.parse(text) }
    #expect(throws: error) { try Self.parse(singleBytes(of: Array(text.utf8))) }
    #expect(!error.description.isEmpty)
  }

  static let refusedFraming: [(String, RequestHeadError)] = [
    ("Content-Length: 3\r\nTransfer-Encoding: chunked", .lengthAndTransferEncoding),
    ("Content-Length: 3\r\nContent-Length: 5", .duplicateContentLength),
    ("Content-Length: 5\r\nContent-Length: 5", .duplicateContentLength),
    ("Content-Length: 5,5", .invalidContentLength),
    ("Content-Length: +5", .invalidContentLength),
    ("Content-Length: -1", .invalidContentLength),
    ("Content-Length: 0x5", .invalidContentLength),
    ("Content-Length: 5 5", .invalidContentLength),
    ("Content-Length:", .invalidContentLength),
    ("Content-Length: \u{665}", .invalidContentLength),
    ("Transfer-Encoding: gzip", .unsupportedTransferEncoding),
    ("Transfer-Encoding: gzip, chunked", .unsupportedTransferEncoding),
    ("Transfer-Encoding: chunked, chunked", .unsupportedTransferEncoding),
    ("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", .unsupportedTransferEncoding),
    ("Transfer-Encoding: xchunked", .unsupportedTransferEncoding),
    ("Transfer-Encoding: chunked;a=b", .unsupportedTransferEncoding),
    ("Transfer-Encoding:", .unsupportedTransferEncoding),
    ("Expect: other", .unsupportedExpectation),
    ("Expect: 100-continue\r\nExpect: 100-continue", .unsupportedExpectation),
  ]

  @Test("Framing that two servers could read differently is refused", arguments: refusedFraming)
  func ambiguousFraming(fields: String, error: RequestHeadError) {
    #expect(throws: error) {
      try Self.parse("POST / HTTP/1.1\r\nHost: x\r\n\(fields)\r\n\r\n")
    }
  }

  @Test("A transfer coding in HTTP/1.0 is refused")
  func transferCodingInHTTP10() {
    #expect(throws: RequestHeadError.transferEncodingInHTTP10) {
      try Self.parse("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n")
    }
  }

  @Test("Framing is read from the fields")
  func framing() throws {
    func framing(_ fields: String) throws -> BodyFraming? {
      try Self.parse("POST / HTTP/1.1\r\nHost: x\r\n\(fields)\r\n")?.framing
    }
    #expect(try framing("") == BodyFraming.none)
    #expect(try framing("Content-Length: 0\r\n") == .length(0))
    #expect(try framing("Content-Length: 0012\r\n") == .length(12))
    #expect(try framing("Content-Length: 99999999999999999999999\r\n") == .length(.max))
    #expect(try framing("Transfer-Encoding: Chunked\r\n") == .chunked)
  }

  @Test(
    "A connection persists by version and by the options of Connection",
    arguments: [
      ("HTTP/1.1", "", true), ("HTTP/1.1", "Connection: close\r\n", false),
      ("HTTP/1.1", "Connection: x, CLOSE\r\n", false),
      ("HTTP/1.1", "Connection: x\r\nConnection: close\r\n", false),
      ("HTTP/1.1", "Connection: closed\r\n", true), ("HTTP/1.0", "", false),
      ("HTTP/1.0", "Connection: Keep-Alive\r\n", true),
      ("HTTP/1.0", "Connection: keep-alive, close\r\n", false),
    ])
  func persistence(version: String, fields: String, persists: Bool) throws {
    #expect(try Self.parse("GET / \(version)\r\nHost: x\r\n\(fields)\r\n")?.persists == persists)
  }

  @Test("An expectation of an HTTP/1.0 client is not kept waiting for")
  func expectationInHTTP10() throws {
    let head = try Self.parse("POST / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n")
    #expect(head?.expectsContinue == false)
  }

  @Test("Limits hold exactly, on every division")
  func limits() throws {
    let limits = RequestHeadLimits(maximumBytes: 300, maximumTargetBytes: 100, maximumFields: 4)
    func head(targetBytes: Int = 1, fields: Int = 1, totalBytes: Int? = nil) -> [UInt8] {
      var text =
        "GET /" + String(repeating: "a", count: targetBytes - 1) + " HTTP/1.1\r\nHost: x\r\n"
      for _ in 1..<fields { text += "A: b\r\n" }
      if let totalBytes {
        text += "F: " + String(repeating: "f", count: totalBytes - text.utf8.count - 7) + "\r\n"
      }
      return Array((text + "\r\n").utf8)
    }
    func parse(_ bytes: [UInt8]) throws {
      for pieces in [[bytes[...]], singleBytes(of: bytes)] {
        _ = try #require(try Self.parse(pieces, limits: limits))
      }
    }
    try parse(head(targetBytes: 100))
    #expect(throws: RequestHeadError.targetTooLong(limit: 100)) {
      try parse(head(targetBytes: 101))
    }
    #expect(throws: RequestHeadError.targetTooLong(limit: 100)) {
      try parse(head(targetBytes: 500))
    }
    try parse(head(fields: 4))
    #expect(throws: RequestHeadError.tooManyFields(limit: 4)) { try parse(head(fields: 5)) }
    try parse(head(totalBytes: 300))
    #expect(throws: RequestHeadError.headTooLarge(limit: 300)) { try parse(head(totalBytes: 301)) }
    let endless = Array("GET / HTTP/1.1\r\nA: ".utf8) + [UInt8](repeating: 0x61, count: 300)
    #expect(throws: RequestHeadError.headTooLarge(limit: 300)) { try parse(endless) }
    let noLine = [UInt8](repeating: 0x61, count: 300)
    #expect(throws: RequestHeadError.malformedRequestLine) { try parse(noLine) }
  }

  @Test("A request has begun with its first byte, not with an empty line before it")
  func hasBegun() throws {
    var parser = RequestHeadParser()
    var input = Array("\r\n".utf8)[...]
    #expect(try parser.consume(&input) == nil)
    #expect(!parser.hasBegun)
    input = Array("G".utf8)[...]
    #expect(try parser.consume(&input) == nil)
    #expect(parser.hasBegun)
  }

  @Test("Each error has the status that its RFC section demands")
  func statuses() {
    #expect(RequestHeadError.bareLineFeed.status == .badRequest)
    #expect(RequestHeadError.targetTooLong(limit: 1).status == .uriTooLong)
    #expect(RequestHeadError.headTooLarge(limit: 1).status == .requestHeaderFieldsTooLarge)
    #expect(RequestHeadError.tooManyFields(limit: 1).status == .requestHeaderFieldsTooLarge)
    #expect(RequestHeadError.unsupportedVersion.status == .httpVersionNotSupported)
    #expect(RequestHeadError.unsupportedTransferEncoding.status == .notImplemented)
    #expect(RequestHeadError.unsupportedExpectation.status == .expectationFailed)
  }
}
