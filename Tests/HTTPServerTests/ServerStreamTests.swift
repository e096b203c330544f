import HTTPTypes
import Testing
import Threads

@testable import HTTPServer

@Suite("Responses that come over time")
struct ServerStreamTests {
  private static let get = "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n"

  /// A server whose replies are given to the test.
  private final class Stage: Sendable {
    let replies = Monitor<[Reply]>([])
    let server: Monitor<TestServer?> = Monitor(nil)

    init(_ configure: (inout HTTPServerConfiguration) -> Void = { _ in }) throws {
      let replies = replies
      let started = try TestServer(
        configure,
        reception: { request in
          if request.request.path == "/ok" { return .answer(.now(.plainText(.ok, "ok"))) }
          return .answer(.later { reply in replies.withLock { $0.append(reply) } })
        })
      server.withLock { $0 = started }
    }

    func connect() throws -> TestClient {
      try #require(server.withLock { $0 }).connect()
    }

    /// A client that has sent a request, and the reply to it.
    func exchange() throws -> (client: TestClient, reply: Reply) {
      let client = try connect()
      client.send(ServerStreamTests.get)
      return (client, try reply())
    }

    /// Waits for the next request and takes its reply.
    func reply() throws -> Reply {
      #expect(replies.wait(for: .seconds(5)) { !$0.isEmpty })
      return try #require(replies.withLock { $0.isEmpty ? nil : $0.removeFirst() })
    }
  }

  private static let head = HTTPResponse(status: .ok, headerFields: [.contentType: "text/plain"])

  @Test("Pieces arrive as they are written, and the connection goes on after them")
  func chunked() throws {
    let stage = try Stage()
    let (client, reply) = try stage.exchange()
    reply.beginStream(Self.head)
    let head = try client.receive(until: "\r\n\r\n")
    #expect(head.contains("Transfer-Encoding: chunked\r\n") && !head.contains("Content-Length"))
    reply.write(Array("hello".utf8))
    #expect(try client.receive(until: "hello\r\n").hasSuffix("\r\n\r\n5\r\nhello\r\n"))
    reply.write(Array("more".utf8))
    _ = try client.receive(until: "more")
    reply.finish(Array("end".utf8))
    // What comes after the end is passed over.
    reply.write(Array("late".utf8))
    reply.send(.plainText(.ok, "late"))
    let whole = try client.receive(until: "0\r\n\r\n")
    #expect(whole.hasSuffix("5\r\nhello\r\n4\r\nmore\r\n3\r\nend\r\n0\r\n\r\n"))
    client.dropReceived()
    client.send("GET /ok HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(try client.response().body == "ok\n")
  }

  @Test("A client of HTTP/1.0 sees the end by the close")
  func http10() throws {
    let stage = try Stage()
    let client = try stage.connect()
    client.send("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    let reply = try stage.reply()
    reply.beginStream(Self.head)
    reply.finish(Array("all".utf8))
    #expect(client.end() == .closed)
    #expect(client.leftOver.hasSuffix("Connection: close\r\n\r\nall"))
    #expect(!client.leftOver.contains("chunked"))
  }

  @Test("The answer to HEAD has no body")
  func headRequest() throws {
    let stage = try Stage()
    let client = try stage.connect()
    client.send("HEAD /stream HTTP/1.1\r\nHost: x\r\n\r\nGET /ok HTTP/1.1\r\nHost: x\r\n\r\n")
    let reply = try stage.reply()
    reply.beginStream(Self.head)
    reply.write(Array("all".utf8))
    reply.finish()
    _ = try client.receive(until: "ok\n")
    #expect(!client.leftOver.contains("all"))
  }

  @Test("A silent stream shows that it is alive")
  func heartbeat() throws {
    let stage = try Stage { $0.heartbeatInterval = .milliseconds(20) }
    let (client, reply) = try stage.exchange()
    reply.beginStream(Self.head, heartbeat: Array(":\n\n".utf8))
    _ = try client.receive(until: "3\r\n:\n\n\r\n3\r\n:\n\n\r\n")
    reply.finish()
    _ = try client.receive(until: "0\r\n\r\n")
  }

  @Test("A client that reads slowly gets the newest state, not all of them")
  func coalescing() throws {
    let stage = try Stage()
    let (client, reply) = try stage.exchange()
    reply.beginStream(Self.head)
    let filling = String(repeating: "x", count: 100_000)
    for number in 0..<500 {
      reply.write(Array("state \(number) \(filling)\n".utf8), isReplaceable: true)
    }
    reply.finish(Array("the end".utf8))
    let text = try client.receive(until: "0\r\n\r\n", within: 20)
    let states = text.split(separator: "state ").dropFirst()
      .compactMap { Int($0.prefix { $0 != " " }) }
    #expect(states.last == 499 && states.count < 500 && states == states.sorted())
    #expect(text.hasSuffix("7\r\nthe end\r\n0\r\n\r\n"))
  }

  @Test("A client that takes less than must reach it is let go, and the work is told")
  func overflow() throws {
    let stage = try Stage { $0.maximumStreamBacklogBytes = 1 << 20 }
    let (client, reply) = try stage.exchange()
    let left = Gate()
    reply.onClientLeft { left.open() }
    reply.beginStream(Self.head)
    let piece = [UInt8](repeating: 0x61, count: 1 << 18)
    for _ in 0..<200 where !reply.clientHasLeft { reply.write(piece) }
    #expect(left.wait())
    #expect(client.end() != .stillOpen && !client.leftOver.contains("0\r\n\r\n"))
  }

  @Test("A client that stops reading is let go after the response timeout")
  func stalledReader() throws {
    let stage = try Stage {
      $0.responseTimeout = .milliseconds(100)
      $0.maximumStreamBacklogBytes = 1 << 30
    }
    let (client, reply) = try stage.exchange()
    let left = Gate()
    reply.onClientLeft { left.open() }
    reply.beginStream(Self.head)
    reply.write([UInt8](repeating: 0x61, count: 64 << 20))
    #expect(left.wait())
    #expect(reply.clientHasLeft)
    client.disconnect()
  }

  @Test("A client that leaves in mid-stream is seen without anything being written")
  func leaves() throws {
    let stage = try Stage()
    let (client, reply) = try stage.exchange()
    let left = Gate()
    reply.beginStream(Self.head, heartbeat: Array(":\n\n".utf8))
    _ = try client.receive(until: "\r\n\r\n")
    reply.onClientLeft { left.open() }
    client.disconnect()
    #expect(left.wait())
    // Who asks too late is told at once.
    let again = Gate()
    reply.onClientLeft { again.open() }
    #expect(again.wait(seconds: 0))
  }

  @Test("A client that only closed its sending side gets the whole stream")
  func halfClosed() throws {
    let stage = try Stage()
    let (client, reply) = try stage.exchange()
    reply.beginStream(Self.head, heartbeat: Array(":\n\n".utf8))
    client.stopSending()
    _ = try client.receive(until: "3\r\n:\n\n\r\n")
    reply.finish(Array("all".utf8))
    _ = try client.receive(until: "3\r\nall\r\n0\r\n\r\n")
    #expect(client.end() == .closed)
  }

  @Test("Work that ends without an answer is answered 500, and a stream breaks off visibly")
  func abandoned() throws {
    let stage = try Stage()
    let client = try stage.connect()
    client.send(Self.get)
    _ = try stage.reply()
    #expect(try client.response().status == 500)
    client.send(Self.get)
    try stage.reply().beginStream(Self.head)
    #expect(client.end() == .closed && !client.leftOver.contains("0\r\n\r\n"))
  }

  @Test("A drain waits for a stream to end")
  func drain() throws {
    let stage = try Stage()
    let (client, reply) = try stage.exchange()
    reply.beginStream(Self.head)
    _ = try client.receive(until: "\r\n\r\n")
    let drained = try #require(stage.server.withLock { $0 }).drainInBackground()
    #expect(!drained.wait(for: .milliseconds(100)) { $0 != nil })
    reply.finish(Array("all".utf8))
    _ = try client.receive(until: "all\r\n0\r\n\r\n")
    client.disconnect()
    #expect(drained.wait(for: .seconds(5)) { $0 == true })
  }
}
