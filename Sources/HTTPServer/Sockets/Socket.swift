import Glibc

/// A connected or listening stream socket, closed at the end of its life. All calls return at
/// once; waiting is `wait`'s.
struct Socket: ~Copyable {
  let descriptor: Int32

  deinit { close(descriptor) }

  /// Gives the descriptor away unclosed, to be wrapped again on another thread.
  consuming func release() -> Int32 {
    let descriptor = descriptor
    discard self
    return descriptor
  }

  /// How an attempt to move bytes went.
  enum Transfer: Equatable {
    case bytes(Int)
    /// The peer sends no more.
    case end
    /// Nothing can be moved now.
    case wouldBlock
    case failed
  }

  /// What became of waiting for a socket.
  enum Readiness: Equatable {
    case ready
    case timedOut
    /// The other descriptor became readable first.
    case woken
  }

  /// `POLLRDHUP`, which the Glibc module keeps back: the peer has closed its sending side.
  static let peerStoppedSending: Int16 = 0x2000

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

  /// What `poll` says of the socket now.
  func currentEvents(_ interest: Int16) -> Int16 {
    var entry = pollfd(fd: descriptor, events: interest, revents: 0)
    guard poll(&entry, 1, 0) > 0 else { return 0 }
    return entry.revents
  }

  /// Waits until bytes can be read (or the peer is gone), or `alarm` becomes readable.
  func waitUntilReadable(
    until deadline: ContinuousClock.Instant, alarm: Int32? = nil
  ) -> Readiness {
    wait(events: Int16(POLLIN), until: deadline, alarm: alarm)
  }

  /// Waits until bytes can be sent (or the peer is gone).
  func waitUntilWritable(until deadline: ContinuousClock.Instant) -> Readiness {
    wait(events: Int16(POLLOUT), until: deadline, alarm: nil)
  }

  private func wait(
    events: Int16, until deadline: ContinuousClock.Instant, alarm: Int32?
  ) -> Readiness {
    // poll ignores an entry whose descriptor is negative.
    var entries = [
      pollfd(fd: descriptor, events: events, revents: 0),
      pollfd(fd: alarm ?? -1, events: Int16(POLLIN), revents: 0),
    ]
    while true {
      let remaining = ContinuousClock.now.duration(to: deadline)
      let count = poll(&entries, 2, remaining.pollMilliseconds)
      if count > 0 { return entries[0].revents != 0 ? .ready : .woken }
      if count == 0, remaining <= .zero { return .timedOut }
      // An error other than EINTR (ENOMEM) is temporary too; the deadline bounds the attempts.
      if count < 0, errno != EINTR, remaining <= .zero { return .timedOut }
    }
  }
}

extension Duration {
  /// Rounded up to milliseconds, as `poll` takes them: never negative, which would be for ever.
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
