import HTTPTypes
import TestSupport
import Testing

@testable import HTTPServer

@Suite("Requests over a socket")
struct ServerExchangeTests {
  private static let get = "GET /ok HTTP/1.1\r\nHost: x\r\n\r\n"

  @Test("A connection serves request after request until told to close")
  func keepAlive() throws {
    let server = try TestServer()
    let client = try server.connect()
    for _ in 0..<3 {
      client.send(Self.get)
      let response = try client.response()
      #expect(response.status == 200 && response.body == "ok\n" && !response.closes)
    }
    client.send("GET /ok HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    #expect(try client.response().closes)
    #expect(client.end() == .closed)
  }

  @Test("Pipelined requests are answered in their order")
  func pipelining() throws {
    let client = try TestServer().connect()
    client.send(
      "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n" + Self.get
        + "GET /other HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    #expect(try client.response().body == "slow\n")
    #expect(try client.response().body == "ok\n")
    #expect(try client.response().body == "/other\n")
    #expect(client.end() == .closed && client.leftOver.isEmpty)
  }

  @Test("HTTP/1.0 closes unless asked to stay")
  func http10() throws {
    let server = try TestServer()
    let client = try server.connect()
    client.send("GET /ok HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    #expect(try client.response().head.contains("Connection: keep-alive\r\n"))
    client.send("GET /ok HTTP/1.0\r\n\r\n")
    #expect(try client.response().closes)
    #expect(client.end() == .closed)
  }

  @Test("HEAD has the head of GET and no body")
  func head() throws {
    let client = try TestServer().connect()
    client.send("HEAD /ok HTTP/1.1\r\nHost: x\r\n\r\n" + Self.get)
    let response = try client.response(toHead: true)
    #expect(response.status == 200 && response.head.contains("Content-Length: 3\r\n"))
    #expect(try client.response().body == "ok\n")
  }

  @Test("Bodies arrive whole, by length and in chunks, and the next request after them")
  func bodies() throws {
    let client = try TestServer().connect()
    var generator = SeededGenerator(seed: 1)
    let body = (0..<300_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
    client.send("POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.count)\r\n\r\n")
    client.send(body)
    #expect(try client.response().body == TestServer.countBody(body))

    var message = Array(
      "POST /count HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
    for piece in generator.pieces(of: body, upTo: 30_000) where !piece.isEmpty {
      message += Array("\(String(piece.count, radix: 16))\r\n".utf8) + piece + Array("\r\n".utf8)
    }
    client.send(message + Array(("0\r\n\r\n" + Self.get).utf8))
    #expect(try client.response().body == TestServer.countBody(body))
    #expect(try client.response().body == "ok\n")
  }

  @Test("100 Continue is sent when the handler wants the body, and not when it answers without")
  func expectContinue() throws {
    let server = try TestServer { $0.maximumBodyBytes = 100 }
    let expecting = "HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: "
    let reading = try server.connect()
    reading.send("POST /count \(expecting)5\r\n\r\n")
    #expect(try reading.response().status == 100)
    reading.send("hello")
    #expect(try reading.response().body == TestServer.countBody(Array("hello".utf8)))

    for (path, length, status) in [("/unsupported", 5, 415), ("/count", 101, 413)] {
      let refused = try server.connect()
      refused.send("POST \(path) \(expecting)\(length)\r\n\r\n")
      let response = try refused.response()
      #expect(response.status == status && response.closes)
      #expect(refused.end() == .closed)
    }
  }

  @Test("A small body that the handler left is skipped, a large one closes the connection")
  func unreadBody() throws {
    let server = try TestServer()
    let smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
    let small = try server.connect()
    small.send(
      "POST /ignore HTTP/1.1\r\nHost: x\r\nContent-Length: \(smuggled.utf8.count)\r\n\r\n"
        + smuggled + Self.get)
    #expect(try small.response().status == 200)
    #expect(try small.response().body == "ok\n")

    let chunked = try server.connect()
    chunked.send(
      "POST /ignore HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "\(String(smuggled.utf8.count, radix: 16))\r\n\(smuggled)\r\n0\r\n\r\n\(Self.get)")
    #expect(try chunked.response().status == 200)
    #expect(try chunked.response().body == "ok\n")

    let large = try server.connect()
    large.send("POST /ignore HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n\(smuggled)")
    large.send([UInt8](repeating: 0x76, count: 3_000_000 - smuggled.utf8.count))
    large.send(Self.get)
    #expect(try large.response().closes)
    large.stopSending()
    #expect(large.end() == .closed && large.leftOver.isEmpty)
  }

  @Test("An unread body with broken framing closes the connection")
  func unreadBrokenBody() throws {
    let client = try TestServer().connect()
    client.send(
      "POST /ignore HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + Self.get)
    #expect(try client.response().closes)
    client.stopSending()
    #expect(client.end() == .closed && client.leftOver.isEmpty)
  }

  @Test("A client that pushes on after 413 sees the answer and no reset")
  func tooLargeWhilePushing() throws {
    let server = try TestServer { $0.maximumBodyBytes = 1 << 20 }
    let declared = try server.connect()
    declared.send("POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: \(20 << 20)\r\n\r\n")
    #expect(declared.send([UInt8](repeating: 0x61, count: 20 << 20)))
    #expect(try declared.response().status == 413)
    #expect(declared.end() == .closed)

    let chunked = try server.connect()
    chunked.send("POST /count HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
    let chunk = Array("80000\r\n".utf8) + [UInt8](repeating: 0x61, count: 0x80000) + [13, 10]
    for _ in 0..<8 { #expect(chunked.send(chunk)) }
    #expect(try chunked.response().status == 413)
    #expect(try server.isAlive())
  }

  @Test("A handler's Connection: close ends the connection")
  func handlerCloses() throws {
    let server = try TestServer(handler: { _ in
      var response = ServerResponse.plainText(.ok, "bye")
      response.head.headerFields[.connection] = "close"
      return response
    })
    let client = try server.connect()
    client.send(Self.get)
    #expect(try client.response().closes)
    #expect(client.end() == .closed)
  }

  @Test("The handler sees the head, the client's address and whether there is a body")
  func exchange() throws {
    let server = try TestServer(handler: { exchange in
      let incoming = exchange.incoming
      let length = incoming.declaredLength.map(String.init) ?? "unknown"
      let body = incoming.hasBody ? "body \(length)" : "none"
      let fields = exchange.request.headerFields
      return .plainText(
        .ok,
        "\(exchange.request.method) \(exchange.request.authority ?? "-") "
          + "\(incoming.clientAddress) \(fields[.userAgent] ?? "-") \(body)")
    })
    let client = try server.connect()
    client.send("POST /a HTTP/1.1\r\nHost: h\r\nUser-Agent: t\r\n\r\n")
    #expect(try client.response().body == "POST h 127.0.0.1 t none\n")
    client.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n")
    #expect(try client.response().body == "POST h 127.0.0.1 - body 0\n")
    client.send("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
    #expect(try client.response().body == "POST h 127.0.0.1 - body unknown\n")
  }

  @Test("A small body is collected up to its limit")
  func collected() throws {
    func text(_ pieces: [String], limit: Int, failure: RequestBodyError? = nil) -> String {
      var sink = CollectedBody(limit: limit) { body in
        switch body {
        case .success(let bytes): .now(.plainText(.ok, String(decoding: bytes, as: UTF8.self)))
        case .failure(let error): .now(.plainText(error.status, "\(error.status.code)"))
        }
      }
      for piece in pieces {
        if case .now(let early) = sink.receive(Array(piece.utf8)[...]) {
          return String(decoding: early.body, as: UTF8.self)
        }
      }
      guard case .now(let response) = sink.finish(failure) else { return "later" }
      return String(decoding: response.body, as: UTF8.self)
    }
    #expect(text(["ab", "c"], limit: 3) == "abc\n")
    #expect(text(["ab", "cd"], limit: 3) == "413\n")
    #expect(text(["ab"], limit: 3, failure: .timedOut) == "408\n")
    let request = IncomingRequest(
      request: HTTPRequest(method: .post, scheme: nil, authority: nil, path: "/"), bodyLength: 3)
    #expect(request.hasBody && request.declaredLength == 3)
  }
}
