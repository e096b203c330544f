import HTTPTypes
import Testing

@testable import HTTPServer

@Suite("Refusals over a socket")
struct ServerRefusalTests {
  @Test(
    "A doubtful request gets its status and the connection ends",
    arguments: [
      ("\u{16}\u{3}\u{1}\0hello\r\n\r\n", 400), ("GET /ok\r\n\r\n", 400),
      ("GET /ok HTTP/9.9\r\nHost: x\r\n\r\n", 505), ("GET /ok HTTP/1.1\r\n\r\n", 400),
      ("GET /ok HTTP/1.1\nHost: x\n\n", 400), ("GET /ok HTTP/1.1\r\nHost : x\r\n\r\n", 400),
      ("POST /ok HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
      ("POST /ok HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nabcde", 400),
      ("POST /ok HTTP/1.1\r\nHost: x\r\nExpect: other\r\nContent-Length: 0\r\n\r\n", 417),
      ("GET /\(String(repeating: "a", count: 100_000)) HTTP/1.1\r\nHost: x\r\n\r\n", 414),
      ("GET /ok HTTP/1.1\r\nHost: x\r\nA: \(String(repeating: "a", count: 1 << 20))\r\n\r\n", 431),
      ("GET /ok HTTP/1.1\r\nHost: x\r\n\(String(repeating: "A: b\r\n", count: 200))\r\n", 431),
      ("POST /count HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nabc\r\n", 400),
      (
        "POST /count HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n",
        400
      ),
    ])
  func refusals(request: String, status: Int) throws {
    let server = try TestServer()
    let client = try server.connect()
    client.send(request + "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n")
    let response = try client.response()
    #expect(response.status == status && response.closes)
    client.stopSending()
    #expect(client.end() == .closed && client.leftOver.isEmpty)
    #expect(try server.isAlive())
  }

  @Test("The service shapes what the server answers by itself")
  func errorResponse() throws {
    let server = try TestServer(errorResponse: { status, reason in
      ServerResponse(
        status: status, contentType: "application/problem+json",
        body: Array("{\"status\":\(status.code),\"detail\":\"\(reason)\"}".utf8))
    })
    let client = try server.connect()
    client.send("GET /ok HTTP/1.1\r\n\r\n")
    let response = try client.response()
    #expect(response.head.contains("Content-Type: application/problem+json\r\n"))
    #expect(response.body.contains("\"status\":400"))
  }

  @Test("A head that stalls or drips gets 408, a silent connection is closed without a word")
  func slowHead() throws {
    let server = try TestServer {
      $0.headTimeout = .milliseconds(300)
      $0.keepAliveTimeout = .milliseconds(300)
    }
    let stalling = try server.connect()
    stalling.send("GET /ok HTTP/1.1\r\nHost: x\r\n")
    let dripping = try server.connect()
    let silent = try server.connect()
    let idle = try server.connect()
    idle.send("GET /ok HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(try idle.response().status == 200)
    dripping.send("GET /ok HTTP/1.1\r\nA: ")
    let start = ContinuousClock.now
    while start.duration(to: .now) < .seconds(3), dripping.send("a"),
      dripping.end(within: 0.05) == .stillOpen, dripping.leftOver.isEmpty
    {}
    #expect(try dripping.response().status == 408)
    #expect(try stalling.response().status == 408)
    #expect(silent.end() == .closed && silent.leftOver.isEmpty)
    #expect(idle.end() == .closed && idle.leftOver.isEmpty)
  }

  @Test("A body that stalls and one that trickles get 408")
  func slowBody() throws {
    let server = try TestServer {
      $0.bodyIdleTimeout = .milliseconds(300)
      $0.bodyRateWindow = .milliseconds(600)
      $0.minimumBodyBytesPerSecond = 1000
    }
    let head = "POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"
    let stalling = try server.connect()
    stalling.send(head + "abc")
    #expect(try stalling.response().status == 408)
    let trickling = try server.connect()
    trickling.send(head)
    let start = ContinuousClock.now
    while start.duration(to: .now) < .seconds(3), trickling.send("a"),
      trickling.end(within: 0.05) == .stillOpen, trickling.leftOver.isEmpty
    {}
    #expect(try trickling.response().status == 408)
  }

  @Test("A client that does not take the response is let go")
  func slowReader() throws {
    let server = try TestServer { $0.responseTimeout = .milliseconds(200) }
    let client = try server.connect()
    client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
    let start = ContinuousClock.now
    while server.server.connectionCount == 0, start.duration(to: .now) < .seconds(3) {}
    while server.server.connectionCount > 0, start.duration(to: .now) < .seconds(3) {}
    #expect(server.server.connectionCount == 0)
    withExtendedLifetime(client) {}
  }

  @Test("With every place at work a newcomer gets 503 and a time to come back")
  func full() throws {
    let gate = Gate()
    let arrived = [Gate(), Gate()]
    let server = try TestServer(
      { $0.maximumConnections = 2 },
      handler: { exchange in
        if exchange.request.path == "/0" { arrived[0].open() }
        if exchange.request.path == "/1" { arrived[1].open() }
        if exchange.request.path != "/ok" { gate.wait() }
        return .plainText(.ok, "done")
      })
    let busy = try [server.connect(), server.connect()]
    for (index, client) in busy.enumerated() {
      client.send("GET /\(index) HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(arrived[index].wait())
    }
    let newcomer = try server.connect()
    newcomer.send("GET /ok HTTP/1.1\r\nHost: x\r\n\r\n")
    let response = try newcomer.response()
    #expect(response.status == 503 && response.head.contains("Retry-After: 1\r\n"))
    #expect(newcomer.end() == .closed)
    gate.open()
    for client in busy { #expect(try client.response().body == "done\n") }
  }

  @Test("Connections that only wait make room for a newcomer")
  func idleMakesRoom() throws {
    let server = try TestServer { $0.maximumConnections = 3 }
    let waiting = try (0..<3).map { _ in try server.connect() }
    let oldest = waiting[0]
    oldest.send("GET /ok HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(try oldest.response().status == 200)
    #expect(oldest.end(within: 0.2) == .stillOpen)
    for _ in waiting { #expect(try server.isAlive()) }
    withExtendedLifetime(waiting) {}
  }
}
