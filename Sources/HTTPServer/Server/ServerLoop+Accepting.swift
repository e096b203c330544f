import Glibc
import HTTPTypes

extension ServerLoop {
  private static let maximumRefused = 64
  /// Errors of a connection that failed before it was accepted (accept(2), "Error handling").
  private static let errorsOfOneConnection: Set<Int32> = [
    ECONNABORTED, EPROTO, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH, EOPNOTSUPP, ENETUNREACH,
    ENETDOWN,
  ]
  private static let acceptsAtOnce = 64
  private static let lastCall = Duration.milliseconds(50)
  private static let pause = Duration.milliseconds(50)

  /// Accepts connections that wait, some of them at a time. Errors never end the server: those
  /// of one connection are passed over; where descriptors run out (EMFILE, ENFILE), a connection
  /// that waits makes room, or the newcomer is told so; anything else makes a pause.
  ///
  /// - Returns: whether more may be waiting.
  @discardableResult
  func acceptSome(_ now: Instant) -> Bool {
    guard let listener else { return false }
    for _ in 0..<Self.acceptsAtOnce {
      do throws(SystemCallError) {
        guard let accepted = try listener.accept() else { return false }
        admit(accepted, now)
      } catch {
        if Self.errorsOfOneConnection.contains(error.code) { continue }
        if makeRoom(now) { continue }
        if turnAwayWithoutDescriptor(listener) { continue }
        pauseAccepting(error, now)
        return false
      }
    }
    return true
  }

  /// Accepts what is still in the queue of the system, for a moment only: a flood must not keep
  /// the server from ending.
  func acceptLast(_ now: Instant) {
    let end = now + Self.lastCall
    while acceptSome(now), end > .now {}
  }

  private func pauseAccepting(_ error: SystemCallError, _ now: Instant) {
    logger.warning("No connection can be accepted for now: \(error.reason)")
    acceptPauseEnd = now + Self.pause
    setAccepting(false)
  }

  func endPause(_ now: Instant) {
    guard let end = acceptPauseEnd, end <= now else { return }
    acceptPauseEnd = nil
    reserve.take()
    setAccepting(true)
  }

  private func setAccepting(_ isAccepting: Bool) {
    guard let listener else { return }
    do throws(SystemCallError) {
      try poller.change(
        listener.socket.descriptor, key: Self.listenerKey, isAccepting ? .readable : [])
    } catch {
      logger.error("The listener cannot be waited for: \(error.reason)")
    }
  }

  private func makeRoom(_ now: Instant) -> Bool {
    guard let oldest = table.candidate(now: now) else { return false }
    connections[oldest]?.close()
    return true
  }

  private func admit(_ accepted: consuming AcceptedConnection, _ now: Instant) {
    let key = makeKey()
    let admission = table.admit(key, from: accepted.network, now: now)
    if case .admittedInstead(let victim) = admission { connections[victim]?.close() }
    let address = accepted.address
    let connection = Connection(
      key: key, socket: accepted.takeSocket(), clientAddress: address, loop: self,
      events: .readable, now: now)
    do throws(SystemCallError) {
      try poller.add(connection.socket.descriptor, key: key, .readable)
    } catch {
      logger.warning("A connection cannot be waited for: \(error.reason)")
      table.remove(key)
      return
    }
    connections[key] = connection
    connectionCountChanged()
    switch admission {
    case .admitted, .admittedInstead: break
    case .full: refuse(connection, .serviceUnavailable, Self.full, now)
    case .fullForNetwork: refuse(connection, .tooManyRequests, Self.fullForNetwork, now)
    }
    connection.shortenForDrain(now)
    connection.advance(now)
  }

  private static let full = "The server has as many connections as it can serve; try again soon."
  private static let fullForNetwork =
    "This address has as many connections as one may have; close some, or try again soon."

  /// Answers without reading the request, and keeps the socket for a moment so that the answer is
  /// not overtaken by a reset.
  private func refuse(
    _ connection: Connection, _ status: HTTPResponse.Status, _ reason: String, _ now: Instant
  ) {
    if refused.count >= Self.maximumRefused { connections[refused[0]]?.close() }
    refused.append(connection.key)
    var response = errorResponse(status, reason)
    if response.head.headerFields[.retryAfter] == nil {
      response.head.headerFields[.retryAfter] = "\(configuration.retryAfterSeconds)"
    }
    connection.isRefused = true
    connection.send(refusing: response, now)
  }

  /// With no descriptor left, one that is kept for this takes a newcomer and tells it so. Else it
  /// would wait in the queue of the system, where nobody can let it go.
  private func turnAwayWithoutDescriptor(_ listener: Listener) -> Bool {
    guard reserve.release() else { return false }
    defer { reserve.take() }
    do throws(SystemCallError) {
      guard let accepted = try listener.accept() else { return false }
      var response = errorResponse(.serviceUnavailable, Self.full)
      response.head.headerFields[.retryAfter] = "\(configuration.retryAfterSeconds)"
      let bytes = ResponseSerializer(closes: true, date: date).bytes(of: response)
      _ = accepted.socket.send(bytes[...])
      accepted.socket.stopSending()
      return true
    } catch {
      return false
    }
  }
}

/// A descriptor that is held only to be given up when no other is left.
struct ReserveDescriptor: ~Copyable {
  private var descriptor: Int32 = -1

  init() { take() }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Takes one again, unless it is there or others are quicker.
  mutating func take() {
    if descriptor < 0 { descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC) }
  }

  /// - Returns: whether there was one.
  mutating func release() -> Bool {
    if descriptor < 0 { return false }
    close(descriptor)
    descriptor = -1
    return true
  }
}
