import Glibc
import HTTPTypes

/// One client from its first byte to the close: a loop of head, handler and response on a thread
/// of its own. Confined to that thread.
final class Connection {
  let socket: Socket
  let core: ServerCore
  private let clientAddress: String
  private let number: Int
  /// Bytes that were received and not yet consumed, as a window into the buffer.
  private var buffer: [UInt8]
  private var unread = 0..<0

  private static let bufferBytes = 16 << 10
  /// How long an idle connection may still bring a request once the server drains: one that was
  /// on its way is answered.
  private static let drainGrace = Duration.milliseconds(250)
  private static let drainLingerTimeout = Duration.seconds(1)

  init(socket: consuming Socket, clientAddress: String, number: Int, core: ServerCore) {
    self.socket = socket
    self.clientAddress = clientAddress
    self.number = number
    self.core = core
    buffer = [UInt8](repeating: 0, count: Self.bufferBytes)
  }

  deinit { core.connectionEnds(number) }

  /// Serves requests until one side closes.
  func run() {
    var isFirst = true
    while true {
      switch awaitHead(isFirst: isFirst) {
      case .head(let head):
        guard core.connectionWorks(number) else { return }
        switch serve(head) {
        case .persists: core.connectionWaits(number)
        case .closes: return
        case .lingers: return linger()
        }
      case .refused(let error):
        core.logger.debug("A request was refused: \(error.description)")
        return refuse(error.status, error.description)
      case .timedOut:
        return refuse(.requestTimeout, "The head of the request came too slowly.")
      case .ended:
        return
      }
      isFirst = false
    }
  }

  // MARK: Requests

  private enum HeadOutcome {
    case head(RequestHead)
    case refused(RequestHeadError)
    /// A part of a head came, and the rest did not in time.
    case timedOut
    /// Nothing came: the client closed, or was silent for too long.
    case ended
  }

  private func awaitHead(isFirst: Bool) -> HeadOutcome {
    let configuration = core.configuration
    var parser = RequestHeadParser(limits: configuration.headLimits)
    var deadline =
      ContinuousClock.now + (isFirst ? configuration.headTimeout : configuration.keepAliveTimeout)
    var hasBegun = false
    while true {
      do {
        if let head = try withInput({ input throws(RequestHeadError) in
          try parser.consume(&input)
        }) {
          return .head(head)
        }
      } catch {
        return .refused(error)
      }
      if parser.hasBegun, !hasBegun {
        hasBegun = true
        if !isFirst { deadline = .now + configuration.headTimeout }
      }
      let drainStart = hasBegun ? nil : core.drainStart
      let alarm = hasBegun || drainStart != nil ? nil : core.alarm.descriptor
      if let drainStart { deadline = min(deadline, drainStart + Self.drainGrace) }
      switch receive(until: deadline, alarm: alarm) {
      case .ready, .woken: break
      case .timedOut: return hasBegun ? .timedOut : .ended
      case nil: return .ended
      }
    }
  }

  private enum Sequel {
    case persists
    case closes
    /// The client may be sending still: it gets time to see the response.
    case lingers
  }

  private func serve(_ head: RequestHead) -> Sequel {
    let body = ConnectionBody(head: head, connection: self)
    let exchange = HTTPExchange(head: head, clientAddress: clientAddress, source: body)
    let response = core.handler(exchange)
    let isBodyRead = body.skipRest()
    // What was pipelined behind this request is still answered when the server drains.
    let mustStop = wantsClose(response) || (core.drainStart != nil && unread.isEmpty)
    let closes = !isBodyRead || !head.persists || mustStop
    let serializer = ResponseSerializer(
      isAnswerToHead: head.request.method == .head, closes: closes, version: head.version,
      date: .now)
    guard send(serializer.bytes(of: response)) else { return .closes }
    if !closes { return .persists }
    return isBodyRead && !head.persists && unread.isEmpty ? .closes : .lingers
  }

  private func wantsClose(_ response: ServerResponse) -> Bool {
    response.head.headerFields[values: .connection].contains { $0.utf8.spells("close") }
  }

  /// Answers for the server itself and ends the connection.
  private func refuse(_ status: HTTPResponse.Status, _ reason: String) {
    let serializer = ResponseSerializer(closes: true, date: .now)
    if send(serializer.bytes(of: core.errorResponse(status, reason))) { linger() }
  }

  // MARK: Bytes

  /// Lets `consume` take bytes off the front of what has been received.
  func withInput<Result, Failure: Error>(
    _ consume: (inout ArraySlice<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var input = buffer[unread]
    defer { unread = input.startIndex..<unread.upperBound }
    return try consume(&input)
  }

  var hasInput: Bool { !unread.isEmpty }

  /// Fills the buffer, which must have been consumed, with what the socket has now.
  func fillBuffer() -> Socket.Transfer {
    let transfer = buffer.withUnsafeMutableBytes { socket.receive(into: $0) }
    if case .bytes(let count) = transfer { unread = 0..<count }
    return transfer
  }

  /// Fills the buffer, waiting for bytes until the deadline.
  ///
  /// - Returns: how the waiting went, or nil at the end of the stream.
  private func receive(
    until deadline: ContinuousClock.Instant, alarm: Int32?
  ) -> Socket.Readiness? {
    while true {
      switch fillBuffer() {
      case .bytes: return .ready
      case .end, .failed: return nil
      case .wouldBlock:
        let readiness = socket.waitUntilReadable(until: deadline, alarm: alarm)
        if readiness != .ready { return readiness }
      }
    }
  }

  /// Sends all of `bytes` within the response timeout.
  ///
  /// - Returns: false if the client is gone or takes too long.
  func send(_ bytes: [UInt8]) -> Bool {
    let deadline = ContinuousClock.now + core.configuration.responseTimeout
    var rest = bytes[...]
    while !rest.isEmpty {
      switch socket.send(rest) {
      case .bytes(let count): rest = rest[(rest.startIndex + count)...]
      case .end, .failed: return false
      case .wouldBlock:
        if socket.waitUntilWritable(until: deadline) == .timedOut { return false }
      }
    }
    return true
  }

  /// Closes the sending side and drops what still comes, for a bounded time: a plain close with
  /// bytes unread would send a reset, which can destroy the response on its way
  /// (RFC 9112 section 9.6).
  private func linger() {
    core.connectionWaits(number)
    socket.stopSending()
    let configuration = core.configuration
    let isDraining = core.drainStart != nil
    let deadline =
      ContinuousClock.now
      + (isDraining
        ? min(configuration.lingerTimeout, Self.drainLingerTimeout) : configuration.lingerTimeout)
    var discarded = 0
    while deadline > .now, discarded < configuration.maximumLingerBytes {
      guard receive(until: deadline, alarm: nil) == .ready else { return }
      discarded += unread.count
    }
  }
}

extension HTTPDate {
  /// The time of the system's clock.
  static var now: HTTPDate { HTTPDate(secondsSinceEpoch: time(nil)) }
}
