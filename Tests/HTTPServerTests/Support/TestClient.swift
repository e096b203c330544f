import Foundation
import Glibc
import Testing

/// A client that sends exactly the bytes it is told to, so also wrong ones. It closes its connection
/// when nothing uses it any more, which can be before the end of the scope: a test in which it only
/// has to be there keeps it with `withExtendedLifetime`.
final class TestClient {
  enum End: Equatable {
    case closed
    case reset
    case stillOpen
  }

  struct ConnectionFailed: Error {}
  struct NoResponse: Error {
    var received: String
    var end: End
  }

  struct Response: Equatable {
    var status: Int
    var head: String
    var body: String

    var closes: Bool { head.lowercased().contains("\r\nconnection: close") }
  }

  private let descriptor: Int32
  private var received: [UInt8] = []
  private var isOpen = true
  private static let patience = 5.0

  /// What must live as long as the client does: its server.
  private let keptAlive: AnyObject?

  /// A client that has its socket and is to be connected later.
  struct Prepared {
    fileprivate let descriptor = socket(
      AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)

    func connect(to server: TestServer) throws -> TestClient {
      try TestClient(port: server.port, keepingAlive: server, prepared: self)
    }
  }

  init(
    port: Int, keepingAlive server: AnyObject? = nil, prepared: Prepared = Prepared()
  ) throws {
    keptAlive = server
    descriptor = prepared.descriptor
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = in_addr_t(UInt32(0x7F00_0001).bigEndian)
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 else { throw ConnectionFailed() }
    var timeout = timeval(tv_sec: Int(Self.patience), tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { disconnect() }

  func disconnect() {
    if isOpen { close(descriptor) }
    isOpen = false
  }

  /// Ends the connection without the usual farewell.
  func reset() {
    var option = linger(l_onoff: 1, l_linger: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    disconnect()
  }

  func stopSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// - Returns: whether all of it could be sent.
  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return false }
      rest = rest[(rest.startIndex + count)...]
    }
    return true
  }

  @discardableResult
  func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  /// The next response, read to the end of its body.
  func response(toHead: Bool = false, within seconds: Double = patience) throws -> Response {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while true {
      if let response = takeResponse(toHead: toHead) { return response }
      if let end = receiveMore(until: deadline) { throw NoResponse(received: leftOver, end: end) }
    }
  }

  /// How the connection stands after `seconds` at most, with nothing more to read.
  func end(within seconds: Double = patience) -> End {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while true {
      if let end = receiveMore(until: deadline) { return end }
    }
  }

  /// Receives until `text` has come, and gives all that is no part of a response taken.
  func receive(until text: String, within seconds: Double = patience) throws -> String {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while !leftOver.contains(text) {
      if let end = receiveMore(until: deadline) { throw NoResponse(received: leftOver, end: end) }
    }
    return leftOver
  }

  /// Forgets what has been received.
  func dropReceived() { received = [] }

  /// What has been received and is no part of a response taken.
  var leftOver: String { String(decoding: received, as: UTF8.self) }

  private func takeResponse(toHead: Bool) -> Response? {
    let text = String(decoding: received, as: UTF8.self)
    guard let headEnd = text.range(of: "\r\n\r\n") else { return nil }
    let head = String(text[..<headEnd.upperBound])
    let status = Int(head.split(separator: " ")[1]) ?? 0
    let fields = head.lowercased().split(separator: "\r\n")
    let length =
      fields.first { $0.hasPrefix("content-length: ") }
      .flatMap { Int($0.dropFirst("content-length: ".count)) } ?? 0
    let bodyLength = toHead || status < 200 ? 0 : length
    let total = head.utf8.count + bodyLength
    guard received.count >= total else { return nil }
    let body = String(decoding: received[head.utf8.count..<total], as: UTF8.self)
    received.removeFirst(total)
    return Response(status: status, head: head, body: body)
  }

  private func receiveMore(until deadline: ContinuousClock.Instant) -> End? {
    let remaining = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&entry, 1, Int32(max(remaining, 0))) > 0 else { return .stillOpen }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    if count == 0 { return .closed }
    if count < 0 { return .reset }
    received += buffer[..<count]
    return nil
  }
}
