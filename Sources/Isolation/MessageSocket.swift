import CSeccomp
import Glibc

/// One end of a connection between a process and a locked-down one, over which bytes travel, and
/// descriptors to the locked-down one. It is borrowed: whoever made it closes it.
package struct MessageSocket: Sendable, Equatable {
  package let descriptor: Int32

  /// An end that is open already.
  package init(descriptor: Int32) { self.descriptor = descriptor }

  /// Makes both ends; neither is inherited by programs.
  ///
  /// - Throws: `IsolationError.start`.
  package static func pair() throws(IsolationError) -> (parent: MessageSocket, child: MessageSocket)
  {
    var ends: [Int32] = [-1, -1]
    guard cseccomp_socket_pair(&ends) == 0 else {
      throw .start(program: "a worker", reason: String(cString: strerror(errno)))
    }
    return (MessageSocket(descriptor: ends[0]), MessageSocket(descriptor: ends[1]))
  }

  /// Sends all of the bytes, and a descriptor with the first of them.
  ///
  /// - Returns: false when the peer is gone.
  package func send(_ bytes: [UInt8], with passed: Int32? = nil) -> Bool {
    var rest = bytes[...]
    var passed = passed
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes {
        cseccomp_send(descriptor, $0.baseAddress, $0.count, passed ?? -1)
      }
      if sent < 0 && errno == EINTR { continue }
      guard sent > 0 else { return false }
      passed = nil
      rest = rest.dropFirst(Int(sent))
    }
    return true
  }

  /// Writes all of the bytes: the way of a locked-down process, which may not send.
  ///
  /// - Returns: false when the peer is gone.
  package func write(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { return false }
      rest = rest.dropFirst(written)
    }
    return true
  }

  /// Waits until there is something to read or the peer is gone.
  ///
  /// - Returns: false when the time was over first.
  package func wait(milliseconds: Int32) -> Bool {
    var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&event, 1, milliseconds) > 0
  }

  /// Reads what is there, and blocks where there is nothing.
  ///
  /// - Returns: nil when the peer is gone.
  package func read() -> [UInt8]? {
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: Self.chunk) { buffer, count in
      while true {
        let read = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        if read < 0 && errno == EINTR { continue }
        failed = read <= 0
        count = max(0, read)
        return
      }
    }
    return failed ? nil : bytes
  }

  /// Reads what is there with the descriptor that came with it, which is then the caller's to
  /// close; blocks where there is nothing.
  ///
  /// - Returns: nil when the peer is gone.
  package func receive() -> (bytes: [UInt8], descriptor: Int32?)? {
    var failed = false
    var passed: Int32 = -1
    let bytes = [UInt8](unsafeUninitializedCapacity: Self.chunk) { buffer, count in
      while true {
        let received = cseccomp_receive(descriptor, buffer.baseAddress, buffer.count, &passed)
        if received < 0 && errno == EINTR { continue }
        failed = received <= 0
        count = Int(max(0, received))
        return
      }
    }
    if failed { return nil }
    return (bytes, passed < 0 ? nil : passed)
  }

  private static let chunk = 64 << 10
}
