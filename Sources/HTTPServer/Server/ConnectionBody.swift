import Glibc

/// The body of one request, read from its connection on demand.
final class ConnectionBody: RequestBodySource {
  private unowned let connection: Connection
  private let limit: Int
  private let version: HTTPVersion
  private var decoder: BodyDecoder
  private var received = 0
  private var failure: RequestBodyError?
  /// The client waits for `100 Continue` and has not got it.
  private var owesContinue: Bool
  private var hasProbed = false
  private var pace: BodyPace

  private static let continueResponse = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
  /// How long the end of a body that nobody read may take to arrive.
  private static let skipTimeout = Duration.milliseconds(100)

  init(head: RequestHead, connection: Connection) {
    let configuration = connection.core.configuration
    self.connection = connection
    limit = configuration.maximumBodyBytes
    version = head.version
    decoder = BodyDecoder(framing: head.framing)
    owesContinue = head.expectsContinue && !decoder.isAtEnd
    pace = BodyPace(
      idleTimeout: configuration.bodyIdleTimeout,
      minimumBytesPerSecond: configuration.minimumBodyBytesPerSecond,
      window: configuration.bodyRateWindow)
  }

  func read(into target: UnsafeMutableRawBufferPointer) throws(RequestBodyError) -> Int {
    if let failure { throw failure }
    if target.isEmpty { return 0 }
    do {
      while true {
        if let count = try takeBuffered(into: target) { return count }
        sendContinueIfOwed()
        if decoder.expectedDataBytes > 0 {
          // Nothing but data comes next: it goes straight to where it is wanted.
          let room = UnsafeMutableRawBufferPointer(
            rebasing: target.prefix(decoder.expectedDataBytes))
          let count = try receive { connection.socket.receive(into: room) }
          decoder.skipData(count)
          received += count
          return count
        }
        _ = try receive { connection.fillBuffer() }
      }
    } catch {
      failure = error
      throw error
    }
  }

  /// Moves what the connection has buffered already.
  ///
  /// - Returns: the number of bytes, 0 at the end of the body, nil if more must be received.
  private func takeBuffered(
    into target: UnsafeMutableRawBufferPointer
  ) throws(RequestBodyError) -> Int? {
    try checkLimit()
    return try connection.withInput { input throws(RequestBodyError) -> Int? in
      let event: BodyDecoder.Event?
      do throws(BodyFramingError) {
        event = try decoder.next(&input, maximumCount: target.count)
      } catch {
        throw .malformed(error)
      }
      switch event {
      case .data(let data):
        received += data.count
        try checkLimit()
        target.copyBytes(from: data)
        return data.count
      case .end: return 0
      case nil:
        try checkLimit()
        return nil
      }
    }
  }

  /// Refuses a body as soon as a length or a chunk size says that it will be too large.
  private func checkLimit() throws(RequestBodyError) {
    if received > limit || decoder.expectedDataBytes > limit - received {
      throw .tooLarge(limit: limit)
    }
  }

  private func sendContinueIfOwed() {
    guard owesContinue else { return }
    owesContinue = false
    // A client that is gone shows at the read that follows.
    _ = connection.send(Self.continueResponse)
  }

  /// Makes `attempt` until it moves bytes, as long as the client keeps the pace.
  private func receive(
    _ attempt: () -> Socket.Transfer
  ) throws(RequestBodyError) -> Int {
    while true {
      switch attempt() {
      case .bytes(let count):
        pace.received(count)
        return count
      case .end, .failed: throw .disconnected
      case .wouldBlock:
        let start = ContinuousClock.now
        _ = connection.socket.waitUntilReadable(until: start + pace.patience)
        guard pace.waited(start.duration(to: .now)) else { throw .timedOut }
      }
    }
  }

  /// Reads and drops what the handler left, if that is little and there already.
  ///
  /// - Returns: whether the body has been read to its end, so that the connection can go on.
  func skipRest() -> Bool {
    if decoder.isAtEnd { return true }
    // With 100 Continue not sent, nobody knows whether the body will come.
    if failure != nil || owesContinue { return false }
    let maximum = connection.core.configuration.maximumSkippedBodyBytes
    let deadline = ContinuousClock.now + Self.skipTimeout
    var skipped = 0
    while decoder.expectedDataBytes <= maximum - skipped {
      do {
        let event = try connection.withInput { input throws(BodyFramingError) in
          try decoder.next(&input, maximumCount: maximum - skipped)
        }
        switch event {
        case .data(let data): skipped += data.count
        case .end: return true
        case nil:
          if connection.hasInput { return false }
          switch connection.fillBuffer() {
          case .bytes: break
          case .end, .failed: return false
          case .wouldBlock:
            if connection.socket.waitUntilReadable(until: deadline) != .ready { return false }
          }
        }
      } catch {
        return false
      }
    }
    return false
  }

  var clientHasLeft: Bool {
    let events = connection.socket.currentEvents(Socket.peerStoppedSending)
    if events & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 { return true }
    if events & Socket.peerStoppedSending != 0, version == .http11, !hasProbed {
      hasProbed = true
      owesContinue = false
      _ = connection.socket.send(Self.continueResponse[...])
    }
    return false
  }
}
