import Glibc
import HTTPTypes
import Logging
import Synchronization
import Threads

/// All connections of a server, on one thread that waits for all of them at once. It decides,
/// receives and sends, and never blocks; what takes long is done elsewhere and comes back through
/// the mailbox.
///
/// Memory: one receive buffer of 64 KiB for all. An idle connection costs its object and its rows
/// in the tables, less than 1 KiB; one that receives a head, up to the head's limit; one that
/// receives a body, what its sink keeps; behind a request that is being answered, up to one
/// buffer of pipelined bytes; and a response until the client has taken it.
final class ServerLoop {
  typealias Instant = ContinuousClock.Instant

  static let bufferBytes = 64 << 10
  /// Buffers that one connection may fill before the others have their turn.
  static let readsAtOnce = 4
  /// How long an idle connection may still bring a request once the server drains: one that was
  /// on its way is answered.
  static let drainGrace = Duration.milliseconds(250)
  private static let eventsAtOnce = 512
  private static let mailboxKey: UInt64 = 1
  static let listenerKey: UInt64 = 0
  private static let firstConnectionKey: UInt64 = 2

  let configuration: HTTPServerConfiguration
  let logger: Logger
  let handler: @Sendable (IncomingRequest) -> Reception
  let errorResponse: @Sendable (HTTPResponse.Status, String) -> ServerResponse
  private let mailbox: Mailbox
  private let status: ServerStatus

  var deadlines = DeadlineQueue()
  var poller: Poller
  var listener: Listener?
  /// Until when nothing is accepted, after the system ran out of something.
  var acceptPauseEnd: Instant?
  var reserve = ReserveDescriptor()
  var table: ConnectionTable
  var connections: [UInt64: Connection] = [:]
  /// Newcomers that there was no place for, oldest first; they have their answer and no more.
  var refused: [UInt64] = []
  private var postponed: [UInt64] = []
  private(set) var drainStart: Instant?
  private var nextKey = firstConnectionKey
  private var buffer = [UInt8](repeating: 0, count: bufferBytes)

  init(
    configuration: HTTPServerConfiguration, logger: Logger, listener: Listener, mailbox: Mailbox,
    status: ServerStatus, handler: @escaping @Sendable (IncomingRequest) -> Reception,
    errorResponse: @escaping @Sendable (HTTPResponse.Status, String) -> ServerResponse
  ) throws(SystemCallError) {
    self.configuration = configuration
    self.logger = logger
    self.listener = listener
    self.mailbox = mailbox
    self.status = status
    self.handler = handler
    self.errorResponse = errorResponse
    table = ConnectionTable(
      maximumCount: configuration.maximumConnections,
      maximumPerNetwork: configuration.connectionsPerNetwork)
    poller = try Poller(capacity: Self.eventsAtOnce)
    try poller.add(listener.socket.descriptor, key: Self.listenerKey, .readable)
    try poller.add(mailbox.wakeUp.descriptor, key: Self.mailboxKey, .readable)
  }

  /// Serves until the server has drained.
  func run() {
    while drainStart == nil || !connections.isEmpty {
      let count = poller.wait(patience)
      let now = Instant.now
      // Newcomers come last: a request that is there already must not lose its place to them.
      var hasNewcomers = false
      for index in 0..<count {
        let (key, events) = poller.event(index)
        switch key {
        case Self.listenerKey: hasNewcomers = true
        case Self.mailboxKey: takeMail(now)
        default: connections[key]?.handle(events, now)
        }
      }
      if hasNewcomers { acceptSome(now) }
      while let key = deadlines.popExpired(now) { connections[key]?.handleDeadline(now) }
      takeTurns(now)
      endPause(now)
    }
    mailbox.close()
    status.end()
  }

  /// How long to wait if nothing happens.
  private var patience: Duration? {
    if !postponed.isEmpty { return .zero }
    let first = [deadlines.first, acceptPauseEnd].compactMap { $0 }.min()
    return first.map { Instant.now.duration(to: $0) }
  }

  /// Connections that have more to go on with than is fair in one turn.
  private func takeTurns(_ now: Instant) {
    let keys = postponed
    postponed = []
    for key in keys { connections[key]?.goOn(now) }
  }

  /// Lets a connection go on after the others.
  func postpone(_ connection: Connection) { postponed.append(connection.key) }

  var isDraining: Bool { drainStart != nil }

  var date: HTTPDate { .now }

  private func takeMail(_ now: Instant) {
    let mail = mailbox.take()
    for reply in mail.replies {
      guard let connection = connections[reply.connection], connection.isAnswered(by: reply) else {
        // The client has gone, and the work has been told.
        continue
      }
      connection.takeNews(now)
      connection.advance(now)
    }
    for flow in mail.flows { connections[flow.connection]?.readOn(flow, now) }
    if mail.drains { drain(now) }
    if mail.cutsOff { for connection in connections.values { connection.cutOff() } }
  }

  private func drain(_ now: Instant) {
    if isDraining { return }
    drainStart = now
    acceptLast(now)
    listener = nil
    acceptPauseEnd = nil
    for connection in connections.values {
      connection.shortenForDrain(now)
      connection.advance(now)
    }
  }

  // MARK: What connections ask for

  func makeKey() -> UInt64 {
    defer { nextKey += 1 }
    return nextKey
  }

  func makeReply(for connection: Connection) -> ReplyState {
    ReplyState(
      connection: connection.key, maximumBacklogBytes: configuration.maximumStreamBacklogBytes,
      mailbox: mailbox)
  }

  func makeFlow(for connection: Connection) -> BodyFlow {
    BodyFlow(connection: connection.key, mailbox: mailbox)
  }

  /// Reads into the buffer that all connections share.
  func receive(from connection: Connection) -> Socket.Transfer {
    buffer.withUnsafeMutableBytes { connection.socket.receive(into: $0) }
  }

  /// What was read last. Not to be kept beyond the next read.
  func received(_ count: Int) -> ArraySlice<UInt8> { buffer[..<count] }

  /// - Returns: false if the system has no room for it.
  func watch(_ connection: Connection, _ events: Poller.Events) -> Bool {
    do throws(SystemCallError) {
      try poller.change(connection.socket.descriptor, key: connection.key, events)
      return true
    } catch {
      logger.warning("A connection cannot be waited for: \(error.reason)")
      return false
    }
  }

  /// A connection waits for a request, or for its client to close.
  func connectionWaits(_ connection: Connection, _ now: Instant) {
    table.setPhase(.waiting(since: now), of: connection.key)
  }

  /// A request has come in on the connection.
  func connectionWorks(_ connection: Connection) {
    table.setPhase(.working, of: connection.key)
  }

  func remove(_ connection: Connection) {
    connections[connection.key] = nil
    deadlines.remove(connection.key)
    table.remove(connection.key)
    refused.removeAll { $0 == connection.key }
    status.setConnectionCount(table.count)
  }

  func connectionCountChanged() { status.setConnectionCount(table.count) }
}

/// What the loop tells other threads.
final class ServerStatus: Sendable {
  private let count = Atomic(0)
  private let hasEnded = Monitor(false)

  var connectionCount: Int { count.load(ordering: .relaxed) }

  func setConnectionCount(_ count: Int) { self.count.store(count, ordering: .relaxed) }

  func end() { hasEnded.withLock { $0 = true } }

  /// - Returns: whether the loop ended in time.
  func waitForEnd(_ limit: Duration) -> Bool { hasEnded.wait(for: limit) { $0 } }
}

extension HTTPDate {
  /// The time of the system's clock.
  static var now: HTTPDate { HTTPDate(secondsSinceEpoch: time(nil)) }
}
