import Foundation
import Glibc

/// A client on a raw socket: what it sends is exactly what was written down.
final class TestClient {
  struct Answer {
    let status: Int
    let headers: [String: String]
    let body: Data

    var json: [String: Any] {
      (try? JSONSerialization.jsonObject(with: body)) as? [String: Any] ?? [:]
    }
  }

  enum Failure: Error {
    case connect(Int32)
    case send(Int32)
    case noAnswer
  }

  private let socket: Int32

  /// Connects to a port of this machine.
  init(port: Int) throws {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw Failure.connect(errno) }
    var timeout = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(socket) }

  func send(_ data: Data) throws {
    var rest = data
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard sent > 0 else { throw Failure.send(errno) }
      rest = rest.dropFirst(sent)
    }
  }

  /// Sends what the system and the server take within half a second of waiting.
  ///
  /// - Returns: how many bytes that were.
  func sendWithoutWaiting(_ data: Data) throws -> Int {
    var rest = data
    while !rest.isEmpty {
      var entry = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
      guard poll(&entry, 1, 500) > 0 else { break }
      let sent = rest.withUnsafeBytes {
        Glibc.send(
          socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
      }
      guard sent > 0 else { throw Failure.send(errno) }
      rest = rest.dropFirst(sent)
    }
    return data.count - rest.count
  }

  /// Receives until `text` has come, and forgets what came.
  ///
  /// - Returns: false if the server closes the connection before.
  func receive(until text: String) throws -> Bool {
    var bytes = Data()
    var buffer = [UInt8](repeating: 0, count: 65536)
    while bytes.range(of: Data(text.utf8)) == nil {
      let count = recv(socket, &buffer, buffer.count, 0)
      guard count > 0 else { return false }
      bytes.append(contentsOf: buffer[..<count])
    }
    return true
  }

  /// Everything until the server closes the connection.
  func receive() throws -> Answer {
    var bytes = Data()
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = recv(socket, &buffer, buffer.count, 0)
      guard count > 0 else { break }
      bytes.append(contentsOf: buffer[..<count])
    }
    guard let end = bytes.range(of: Data("\r\n\r\n".utf8)) else { throw Failure.noAnswer }
    let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
      .components(separatedBy: "\r\n")
    guard let status = lines.first.flatMap({ Int($0.split(separator: " ")[1]) }) else {
      throw Failure.noAnswer
    }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
    }
    return Answer(status: status, headers: headers, body: bytes[end.upperBound...])
  }
}

/// Requests as bytes.
enum Request {
  static let boundary = "----mien-test-boundary"

  static func get(_ path: String, method: String = "GET", fields: [String] = []) -> Data {
    let lines = ["Host: test", "Connection: close"] + fields
    return Data("\(method) \(path) HTTP/1.1\r\n\(lines.joined(separator: "\r\n"))\r\n\r\n".utf8)
  }

  static func form(_ parts: [(name: String, content: Data)]) -> Data {
    var body = Data()
    for (name, content) in parts {
      body += Data("--\(boundary)\r\n".utf8)
      body += Data(
        "Content-Disposition: form-data; name=\"\(name)\"; filename=\"../../x.mp4\"\r\n".utf8)
      body += Data("Content-Type: video/mp4\r\n\r\n".utf8)
      body += content + Data("\r\n".utf8)
    }
    return body + Data("--\(boundary)--\r\n".utf8)
  }

  static func post(
    _ path: String = "/api/facial-analysis/", body: Data,
    contentType: String = "multipart/form-data; boundary=\(boundary)", headers: [String] = []
  ) -> Data {
    let lines =
      [
        "POST \(path) HTTP/1.1", "Host: test", "Connection: close", "Content-Type: \(contentType)",
        "Content-Length: \(body.count)",
      ] + headers
    return Data((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
  }
}
