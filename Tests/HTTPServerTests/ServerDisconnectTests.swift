import Testing
import Threads

@testable import HTTPServer

@Suite("Clients that leave, and a server that does")
struct ServerDisconnectTests {
  @Test("A client that closes its sending side still gets its answer", arguments: ["/ok", "/slow"])
  func halfClose(path: String) throws {
    let client = try TestServer().connect()
    client.send("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
    client.stopSending()
    #expect(try client.response().status == 200)
    #expect(client.end() == .closed)
  }

  @Test("A client that vanishes in mid-body fails its body", arguments: [true, false])
  func vanishesInBody(isChunked: Bool) throws {
    let outcome = Monitor<RequestBodyError?>(nil)
    let server = try TestServer(handler: { exchange in
      if case .failure(let error) = exchange.body { outcome.withLock { $0 = error } }
      return .plainText(.ok, "")
    })
    let client = try server.connect()
    let framing = isChunked ? "Transfer-Encoding: chunked" : "Content-Length: 1000"
    client.send("POST / HTTP/1.1\r\nHost: x\r\n\(framing)\r\n\r\n5\r\nhello\r\n")
    client.disconnect()
    #expect(outcome.wait(for: .seconds(5)) { $0 == .disconnected })
  }

  @Test("Long work learns that its client has left, and that a half-closed one has not")
  func clientHasLeft() throws {
    let lefts = Monitor(0)
    let server = try TestServer(handler: { exchange in
      let start = ContinuousClock.now
      let patience = Duration.seconds(exchange.request.path == "/half" ? 0.5 : 5)
      while start.duration(to: .now) < patience {
        if exchange.clientHasLeft {
          lefts.withLock { $0 += 1 }
          return .plainText(.ok, "left")
        }
        _ = Gate().wait(seconds: 0.02)
      }
      return .plainText(.ok, "stayed")
    })
    let leaving = try server.connect()
    leaving.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    leaving.disconnect()
    #expect(lefts.wait(for: .seconds(4)) { $0 == 1 })

    let halfClosed = try server.connect()
    halfClosed.send("GET /half HTTP/1.1\r\nHost: x\r\n\r\n")
    halfClosed.stopSending()
    #expect(try halfClosed.response().status == 100)
    #expect(try halfClosed.response().body == "stayed\n")
  }

  @Test("Twenty uploads cut off leave no connection behind")
  func cutOffUploads() throws {
    let server = try TestServer()
    for _ in 0..<20 {
      let client = try server.connect()
      client.send("POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\nabc")
      client.disconnect()
    }
    let start = ContinuousClock.now
    while server.server.connectionCount > 0, start.duration(to: .now) < .seconds(3) {}
    #expect(server.server.connectionCount == 0)
    #expect(try server.isAlive())
  }

  @Test("Draining finishes what is under way, ends what is idle and takes nothing new")
  func drain() throws {
    let arrived = Gate()
    let release = Gate()
    let server = try TestServer(handler: { exchange in
      if exchange.request.path == "/work" {
        arrived.open()
        release.wait()
      }
      return .plainText(.ok, "done")
    })
    let idle = try server.connect()
    idle.send("GET /ok HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(try idle.response().status == 200)
    let silent = try server.connect()
    let working = try server.connect()
    working.send("GET /work HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(arrived.wait())

    let drained = try server.drainInBackground()
    #expect(idle.end() == .closed && idle.leftOver.isEmpty)
    #expect(silent.end() == .closed)
    #expect(throws: TestClient.ConnectionFailed.self) { try server.connect() }
    release.open()
    let response = try working.response()
    #expect(response.body == "done\n" && response.closes)
    #expect(working.end() == .closed)
    working.disconnect()
    #expect(drained.wait(for: .seconds(5)) { $0 == true })
  }

  @Test("A request on an idle connection just as the server drains is answered")
  func requestDuringDrain() throws {
    let server = try TestServer()
    let client = try server.connect()
    client.send("GET /ok HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(try client.response().status == 200)
    let drained = try server.drainInBackground()
    while (try? server.connect()) != nil { Gate().wait(seconds: 0.005) }
    client.send("GET /ok HTTP/1.1\r\nHost: x\r\n\r\n")
    let response = try client.response()
    #expect(response.status == 200 && response.closes)
    client.disconnect()
    #expect(drained.wait(for: .seconds(5)) { $0 == true })
  }

  @Test("A drain that cannot finish says so and cuts the clients off")
  func drainTooSlow() throws {
    let arrived = Gate()
    let sawLeaving = Gate()
    let server = try TestServer(handler: { exchange in
      arrived.open()
      let start = ContinuousClock.now
      while start.duration(to: .now) < .seconds(5), !exchange.clientHasLeft {
        Gate().wait(seconds: 0.02)
      }
      if exchange.clientHasLeft { sawLeaving.open() }
      return .plainText(.ok, "done")
    })
    let client = try server.connect()
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(arrived.wait())
    #expect(!server.server.drain(deadline: .milliseconds(50)))
    #expect(client.end() == .closed && client.leftOver.isEmpty)
    #expect(sawLeaving.wait())
  }

  @Test("Asynchronous code can drain too")
  func drainAsynchronously() async throws {
    let server = try TestServer()
    #expect(await server.server.drain(deadline: .seconds(5)))
    #expect(throws: TestClient.ConnectionFailed.self) { try server.connect() }
  }

  @Test("A server without users ends by itself")
  func deinitialised() throws {
    var server: TestServer? = try TestServer()
    let port = try #require(server?.port)
    let client = try TestClient(port: port)
    server = nil
    #expect(client.end() == .closed)
  }

  @Test("What keeps a server from starting is said")
  func startErrors() throws {
    let running = try TestServer()
    #expect(throws: HTTPServerError.alreadyStarted) { try running.server.start() }
    let error = #expect(throws: HTTPServerError.self) {
      _ = try TestServer { $0.port = running.port }
    }
    guard case .cannotListen(host: "127.0.0.1", port: running.port, _) = error else {
      Issue.record("unexpected: \(String(describing: error))")
      return
    }
    #expect(throws: HTTPServerError.invalidConfiguration(setting: "port", value: "65536")) {
      _ = try TestServer { $0.port = 65_536 }
    }
    #expect(
      throws: HTTPServerError.invalidConfiguration(setting: "headTimeout", value: "0.0 seconds")
    ) {
      _ = try TestServer { $0.headTimeout = .zero }
    }
    #expect(throws: HTTPServerError.self) {
      _ = try TestServer { $0.host = "256.1.1.1:80" }
    }
  }
}
