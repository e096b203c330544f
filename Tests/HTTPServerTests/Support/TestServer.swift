import Foundation
import HTTPTypes
import Logging
import Threads

@testable import HTTPServer

/// A server on a free port of the loopback interface, ended with the test.
final class TestServer: Sendable {
  let server: HTTPServer
  let port: Int

  convenience init(
    _ configure: (inout HTTPServerConfiguration) -> Void = { _ in },
    errorResponse: @escaping @Sendable (HTTPResponse.Status, String) -> ServerResponse =
      ServerResponse.plainText,
    handler: @escaping @Sendable (TestExchange) -> ServerResponse = TestServer.route
  ) throws {
    try self.init(
      configure, errorResponse: errorResponse,
      reception: { request in
        TestExchange.reception(of: request, isBodyWanted: Self.isBodyWanted(request), handler)
      })
  }

  /// A server whose handler decides by itself.
  init(
    _ configure: (inout HTTPServerConfiguration) -> Void = { _ in },
    errorResponse: @escaping @Sendable (HTTPResponse.Status, String) -> ServerResponse =
      ServerResponse.plainText,
    reception: @escaping @Sendable (IncomingRequest) -> Reception
  ) throws {
    var configuration = HTTPServerConfiguration()
    configuration.port = 0
    configuration.lingerTimeout = .seconds(2)
    configure(&configuration)
    server = HTTPServer(
      configuration: configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      errorResponse: errorResponse, handler: reception)
    port = try server.start()
  }

  func connect() throws -> TestClient {
    try TestClient(port: port, keepingAlive: self)
  }

  /// Drains on another thread, since tests that block must not wait for the cooperative pool.
  ///
  /// - Returns: what the drain said, once it has ended.
  func drainInBackground() throws -> Monitor<Bool?> {
    let outcome = Monitor<Bool?>(nil)
    try DetachedThread.start(stackBytes: 1 << 20) { [server] in
      let isDone = server.drain(deadline: .seconds(5))
      outcome.withLock { $0 = isDone }
    }
    return outcome
  }

  /// Whether the server still answers a newcomer.
  func isAlive() throws -> Bool {
    let client = try connect()
    client.send("GET /ok HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    return try client.response().status == 200
  }

  private static func isBodyWanted(_ request: IncomingRequest) -> Bool {
    request.hasBody && request.request.path != "/ignore" && request.request.path != "/unsupported"
  }

  /// The routes that most tests use.
  @Sendable static func route(_ exchange: TestExchange) -> ServerResponse {
    switch exchange.request.path {
    case "/ok", "/ignore": return .plainText(.ok, "ok")
    case "/slow":
      usleep(300_000)
      return .plainText(.ok, "slow")
    case "/unsupported": return .plainText(.unsupportedMediaType, "no")
    case "/count": return count(exchange)
    case "/large":
      return ServerResponse(
        status: .ok, contentType: "text/plain", body: [UInt8](repeating: 0x61, count: 8 << 20))
    default: return .plainText(.notFound, exchange.request.path ?? "")
    }
  }

  /// Answers the length and sum of the body, or why there is none.
  static func count(_ exchange: TestExchange) -> ServerResponse {
    switch exchange.body {
    case .success(let body): .plainText(.ok, String(countBody(body).dropLast()))
    case .failure(let error): .plainText(error.status, error.description)
    }
  }

  /// What `count` answers to a body that it reads well.
  static func countBody(_ body: [UInt8]) -> String {
    "\(body.count) \(body.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF_FFFF })\n"
  }
}

/// One request with its whole body, for handlers that block: each runs on a thread of its own.
struct TestExchange: Sendable {
  let incoming: IncomingRequest
  let body: Result<[UInt8], RequestBodyError>
  private let reply: Reply

  var request: HTTPRequest { incoming.request }

  var clientHasLeft: Bool { reply.clientHasLeft }

  static func reception(
    of request: IncomingRequest, isBodyWanted: Bool,
    _ handler: @escaping @Sendable (TestExchange) -> ServerResponse
  ) -> Reception {
    let answer: @Sendable (Result<[UInt8], RequestBodyError>) -> Answer = { body in
      .later { reply in
        try? DetachedThread.start(stackBytes: 1 << 20) {
          reply.send(handler(TestExchange(incoming: request, body: body, reply: reply)))
        }
      }
    }
    if !isBodyWanted { return .answer(answer(.success([]))) }
    return .body(CollectedBody(limit: .max, answer: answer))
  }
}

/// A switch between threads: waited for on one, thrown on another.
final class Gate: Sendable {
  private let isOpen = Monitor(false)

  func open() { isOpen.withLock { $0 = true } }

  /// - Returns: whether it was opened in time.
  @discardableResult
  func wait(seconds: Double = 5) -> Bool { isOpen.wait(for: .seconds(seconds)) { $0 } }
}
