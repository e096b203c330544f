import Glibc

/// A connected or listening stream socket, closed at the end of its life. All calls return at
/// once; waiting is the poller's.
struct Socket: ~Copyable {
  let descriptor: Int32

  deinit { close(descriptor) }

  /// How an attempt to move bytes went.
  enum Transfer: Equatable {
    case bytes(Int)
    /// The peer sends no more.
    case end
    /// Nothing can be moved now.
    case wouldBlock
    case failed
  }

  func receive(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
    transfer { recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT)) }
  }

  func send(_ bytes: ArraySlice<UInt8>) -> Transfer {
    // MSG_NOSIGNAL: a client that left must not raise SIGPIPE.
    bytes.withUnsafeBytes { bytes in
      transfer {
        Glibc.send(
          descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
      }
    }
  }

  private func transfer(_ call: () -> Int) -> Transfer {
    do {
      let count = try systemCall("transfer", call)
      return count == 0 ? .end : .bytes(count)
    } catch {
      return error.code == EAGAIN || error.code == EWOULDBLOCK ? .wouldBlock : .failed
    }
  }

  /// Says that nothing more will be sent.
  func stopSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Ends both directions.
  func stop() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}

extension Duration {
  /// Rounded up to milliseconds, as `epoll_wait` takes them: never negative, which would be for ever.
  var pollMilliseconds: Int32 {
    if self <= .zero { return 0 }
    let (seconds, attoseconds) = components
    let milliseconds = seconds.multipliedReportingOverflow(by: 1000)
    if milliseconds.overflow { return .max }
    return Int32(clamping: milliseconds.partialValue + attoseconds / 1_000_000_000_000_000 + 1)
  }

  /// In seconds.
  var seconds: Double { self / .seconds(1) }
}
