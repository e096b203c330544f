import Glibc
import HTTPTypes
import TestSupport
import Testing
import Threads

@testable import HTTPServer

@Suite("Bodies that are held back")
struct BodyFlowTests {
  /// Holds the body back at its first bytes, and answers as `/count` does.
  private struct HeldBack: BodySink {
    let flow: Monitor<BodyFlow?>
    let received: Monitor<Int>
    private var bytes: [UInt8] = []

    init(flow: Monitor<BodyFlow?>, received: Monitor<Int>) {
      self.flow = flow
      self.received = received
    }

    mutating func begin(_ flow: BodyFlow) { self.flow.withLock { $0 = flow } }

    mutating func receive(_ bytes: ArraySlice<UInt8>) -> Answer? {
      if self.bytes.isEmpty { flow.withLock { $0?.pause() } }
      self.bytes += bytes
      received.withLock { $0 += bytes.count }
      return nil
    }

    mutating func finish(_ failure: RequestBodyError?) -> Answer {
      .now(.plainText(failure?.status ?? .ok, String(TestServer.countBody(bytes).dropLast())))
    }
  }

  private let flow = Monitor<BodyFlow?>(nil)
  private let received = Monitor(0)

  private func server(
    _ configure: (inout HTTPServerConfiguration) -> Void = { _ in }
  ) throws -> TestServer {
    let (flow, received) = (flow, received)
    return try TestServer(
      configure,
      reception: { request in
        request.hasBody
          ? .body(HeldBack(flow: flow, received: received)) : .answer(.now(.plainText(.ok, "ok")))
      })
  }

  private func post(_ body: [UInt8]) -> [UInt8] {
    Array("POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.count)\r\n\r\n".utf8) + body
  }

  @Test("No more than a buffer is read of one, others are answered, and nothing of it is lost")
  func heldBack() throws {
    let server = try server()
    var generator = SeededGenerator(seed: 7)
    let body = (0..<(1 << 20)).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let client = try server.connect()
    let sent = Monitor(false)
    let request = post(body)
    try DetachedThread.start(stackBytes: 1 << 20) { [client = Confined(client)] in
      client.value.send(request)
      sent.withLock { $0 = true }
    }
    #expect(received.wait(for: .seconds(5)) { $0 > 0 })
    for _ in 0..<3 { #expect(try server.isAlive()) }
    #expect(received.withLock { $0 } <= ServerLoop.bufferBytes)
    flow.withLock { $0 }?.resume()
    #expect(sent.wait(for: .seconds(5)) { $0 })
    let response = try client.response()
    #expect(response.status == 200)
    #expect(response.body == TestServer.countBody(body))
  }

  @Test("The pace of a client that is held back is not judged")
  func pace() throws {
    let server = try server {
      $0.bodyIdleTimeout = .milliseconds(50)
      $0.bodyRateWindow = .milliseconds(50)
    }
    let client = try server.connect()
    let request = post([UInt8](repeating: 1, count: 100))
    client.send(Array(request.dropLast(10)))
    #expect(received.wait(for: .seconds(5)) { $0 > 0 })
    usleep(300_000)
    client.send(Array(request.suffix(10)))
    flow.withLock { $0 }?.resume()
    #expect(try client.response().status == 200)
  }

  @Test("A client that breaks off while it is held back is let go")
  func brokenOff() throws {
    let server = try server()
    let client = try server.connect()
    client.send(Array(post([UInt8](repeating: 1, count: 100)).dropLast(10)))
    #expect(received.wait(for: .seconds(5)) { $0 > 0 })
    client.reset()
    for _ in 0..<500 where server.server.connectionCount > 0 { usleep(10_000) }
    #expect(server.server.connectionCount == 0)
  }
}

/// A value that one thread has after the other.
private struct Confined<Value>: @unchecked Sendable {
  let value: Value

  init(_ value: Value) { self.value = value }
}
