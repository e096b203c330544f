import Glibc
import HTTPTypes
import Testing

@testable import HTTPServer

@Suite("Conformance on raw sockets")
struct ConformanceTests {
  private static let smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
  private static let chunked =
    "POST /count HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"

  @Test(
    "A request divided at any byte is answered as the whole one",
    arguments: [
      "POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello",
      "\(chunked)3;a=b\r\nhel\r\n2\r\nlo\r\n0\r\nA: b\r\n\r\n",
    ])
  func divided(request: String) throws {
    let server = try TestServer()
    let bytes = Array(request.utf8)
    let expected = TestServer.countBody(Array("hello".utf8))
    let client = try server.connect()
    for split in 1..<bytes.count {
      client.send(Array(bytes[..<split]))
      usleep(500)
      client.send(Array(bytes[split...]))
      #expect(try client.response().body == expected, "divided at \(split)")
    }
    for byte in bytes {
      client.send([byte])
      usleep(200)
    }
    #expect(try client.response().body == expected)
  }

  @Test(
    "What two servers could read differently is refused, and nothing behind it is answered",
    arguments: [
      "Content-Length: 44\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "Transfer-Encoding: chunked\r\nContent-Length: 44\r\n\r\n0\r\n\r\n",
      "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
      "Content-Length: 5\r\nContent-Length: 0\r\n\r\nhello", "Content-Length: 5, 5\r\n\r\nhello",
      "Content-Length: 0x5\r\n\r\nhello", "Content-Length: 5 5\r\n\r\nhello",
      "Content-Length: -1\r\n\r\n", "Content-Length:\r\n\r\n",
      "Content-Length : 5\r\n\r\nhello", "Content-Length: 5\r\n 0\r\n\r\nhello",
      " Content-Length: 5\r\n\r\nhello", "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
      "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "Transfer-Encoding: identity\r\n\r\n", "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
      "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
      "Transfer-Encoding: \u{b}chunked\r\n\r\n0\r\n\r\n",
      "Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n", "Transfer-Encoding:\r\n\r\n0\r\n\r\n",
      "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n",
      "Transfer-Encoding\u{b}: chunked\r\n\r\n0\r\n\r\n", "Transfer_Encoding\0: chunked\r\n\r\n",
      "A: b\nContent-Length: 5\r\n\r\nhello", "A: b\r\n\tfolded\r\n\r\n",
      "A: b\rContent-Length: 5\r\n\r\n",
      "Host: y\r\n\r\n", "no colon\r\n\r\n", ": no name\r\n\r\n", "A: b\n\n",
    ])
  func smuggling(rest: String) throws {
    let server = try TestServer()
    let client = try server.connect()
    client.send("POST /count HTTP/1.1\r\nHost: x\r\n\(rest)\(Self.smuggled)")
    let response = try client.response()
    #expect([400, 501].contains(response.status) && response.closes)
    client.stopSending()
    #expect(client.end() == .closed && client.leftOver.isEmpty)
    #expect(try server.isAlive())
  }

  @Test(
    "Chunks with a mistake end the connection, and nothing behind them is answered",
    arguments: [
      "5\nhello\r\n0\r\n\r\n", "5\r\nhello0\r\n\r\n", "5\r\nhello\n0\r\n\r\n",
      "5 5\r\nhello\r\n0\r\n\r\n", "-5\r\nhello\r\n0\r\n\r\n", "0x5\r\nhello\r\n0\r\n\r\n",
      ";a\r\n", "\r\nhello\r\n0\r\n\r\n", "5;\nhello\r\n0\r\n\r\n", "5;a=\0\r\nhello\r\n0\r\n\r\n",
      "00000000000000005\r\nhello\r\n0\r\n\r\n", "5\r\nhello\r\n0\r\n folded\r\n\r\n",
      "5\r\nhello\r\n0\r\nA : b\r\n\r\n", "5\r\nhello\r\n0\r\nA: b\n\r\n",
      "5;\(String(repeating: "a", count: 5000))\r\nhello\r\n0\r\n\r\n",
      "5\r\nhello\r\n0\r\n\(String(repeating: "A: b\r\n", count: 1000))\r\n",
      String(repeating: "1;aaaa\r\nx\r\n", count: 1000) + "0\r\n\r\n",
    ])
  func chunks(body: String) throws {
    let server = try TestServer()
    let client = try server.connect()
    client.send("\(Self.chunked)\(body)\(Self.smuggled)")
    let response = try client.response()
    #expect(response.status == 400 && response.closes)
    client.stopSending()
    #expect(client.end() == .closed && client.leftOver.isEmpty)
  }

  @Test("Trailer fields change nothing")
  func trailers() throws {
    let client = try TestServer().connect()
    client.send("\(Self.chunked)0\r\nContent-Length: 40\r\nHost: y\r\n\r\n\(Self.smuggled)")
    #expect(try client.response().body == "0 0\n")
    #expect(try client.response().status == 404)
  }

  @Test("Hundreds of pipelined requests of several kinds are answered in their order")
  func pipelining() throws {
    let client = try TestServer().connect()
    var expected: [String] = []
    var requests = ""
    for number in 0..<300 {
      switch number % 4 {
      case 0: requests += "GET /\(number) HTTP/1.1\r\nHost: x\r\n\r\n"
      case 1: requests += "POST /ignore HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
      case 2: requests += "POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
      default: requests += "\(Self.chunked)3\r\nabc\r\n0\r\n\r\n"
      }
      expected.append(
        number % 4 == 0
          ? "/\(number)\n" : number % 4 == 1 ? "ok\n" : TestServer.countBody([97, 98, 99]))
    }
    client.send(requests)
    for body in expected { #expect(try client.response(within: 20).body == body) }
  }

  @Test("A body that ends with the sending side is told so", arguments: [true, false])
  func halfClosedBody(isChunked: Bool) throws {
    let client = try TestServer().connect()
    client.send(
      isChunked
        ? "\(Self.chunked)5\r\nhe"
        : "POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhe")
    client.stopSending()
    let response = try client.response()
    #expect(response.status == 400 && response.closes)
    #expect(client.end() == .closed)
  }

  @Test("A head that comes field by field gets no more than its time")
  func drippingFields() throws {
    let server = try TestServer { $0.headTimeout = .milliseconds(300) }
    let client = try server.connect()
    client.send("GET /ok HTTP/1.1\r\nHost: x\r\n")
    let start = ContinuousClock.now
    while start.duration(to: .now) < .seconds(4), client.send("A: b\r\n"),
      client.end(within: 0.05) == .stillOpen, client.leftOver.isEmpty
    {}
    #expect(try client.response().status == 408)
  }

  @Test("A body however steady gets no more than its time")
  func endlessBody() throws {
    let server = try TestServer { $0.bodyTimeout = .milliseconds(300) }
    let client = try server.connect()
    client.send("POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n")
    let start = ContinuousClock.now
    while start.duration(to: .now) < .seconds(4), client.send([UInt8](repeating: 0, count: 1000)),
      client.end(within: 0.02) == .stillOpen, client.leftOver.isEmpty
    {}
    #expect(try client.response().status == 408)
  }

  @Test("Beside hundreds of slow clients of every kind a healthy one is answered")
  func slowClients() throws {
    let server = try TestServer {
      $0.headTimeout = .seconds(60)
      $0.bodyIdleTimeout = .seconds(60)
      $0.bodyRateWindow = .seconds(60)
      $0.responseTimeout = .seconds(60)
    }
    var clients: [TestClient] = []
    for number in 0..<280 {
      let client = try server.connect()
      switch number % 10 {
      case 0...2: break
      case 3...5: client.send("GET /ok HTTP/1.1\r\nHost: ")
      case 6...8: client.send("POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc")
      default: client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
      }
      clients.append(client)
    }
    for _ in 0..<20 { #expect(try server.isAlive()) }
    #expect(server.server.connectionCount >= clients.count)
    // They were slow, and not forgotten.
    clients[3].send("x\r\n\r\n")
    #expect(try clients[3].response().body == "ok\n")
    clients[6].send([UInt8](repeating: 0x61, count: 997))
    #expect(try clients[6].response().status == 200)
    #expect(try clients[9].response(within: 20).body.utf8.count == 8 << 20)
  }

  @Test("One address cannot have all places, and is told so")
  func addressLimit() throws {
    let server = try TestServer {
      $0.maximumConnections = 10
      $0.maximumConnectionsPerNetwork = 2
    }
    let busy = try (0..<2).map { _ in try server.connect() }
    for client in busy {
      client.send(
        "POST /count HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n")
      #expect(try client.response().status == 100)
    }
    let third = try server.connect()
    let response = try third.response()
    #expect(response.status == 429 && response.head.contains("Retry-After: 1\r\n"))
    #expect(third.end() == .closed)
    withExtendedLifetime(busy) {}
  }

  @Test("A server out of descriptors says so, and serves again when there are some")
  func descriptorsExhausted() async {
    await #expect(processExitsWith: .success) {
      var limit = rlimit(rlim_cur: 128, rlim_max: 128)
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      let server = try TestServer()
      var clients: [TestClient.Prepared] = []
      for _ in 0..<4 { clients.append(TestClient.Prepared()) }
      var filling: [Int32] = []
      while case let copy = dup(STDERR_FILENO), copy >= 0 { filling.append(copy) }
      // Their own descriptors stay taken, or the next newcomer could have one.
      var refusedClients: [TestClient] = []
      for _ in 0..<3 {
        let refused = try clients.removeFirst().connect(to: server)
        refusedClients.append(refused)
        guard try refused.response().status == 503, refused.end() == .closed else { exit(1) }
      }
      for descriptor in filling { close(descriptor) }
      let served = try clients.removeFirst().connect(to: server)
      served.send("GET /ok HTTP/1.1\r\nHost: x\r\n\r\n")
      guard try served.response().status == 200 else { exit(2) }
      withExtendedLifetime(refusedClients) {}
    }
  }
}
