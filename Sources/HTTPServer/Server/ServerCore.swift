import Glibc
import HTTPTypes
import Logging

/// What the threads of a running server share.
final class ServerCore: Sendable {
  let configuration: HTTPServerConfiguration
  let logger: Logger
  let handler: @Sendable (borrowing HTTPExchange) -> ServerResponse
  let errorResponse: @Sendable (HTTPResponse.Status, String) -> ServerResponse
  /// Raised when the server begins to drain.
  let alarm: Alarm
  private let state = Monitor(ServerState())

  init(
    configuration: HTTPServerConfiguration, logger: Logger,
    handler: @escaping @Sendable (borrowing HTTPExchange) -> ServerResponse,
    errorResponse: @escaping @Sendable (HTTPResponse.Status, String) -> ServerResponse
  ) throws(SystemCallError) {
    self.configuration = configuration
    self.logger = logger
    self.handler = handler
    self.errorResponse = errorResponse
    alarm = try Alarm()
  }

  /// Since when the server has been draining, if it is.
  var drainStart: ContinuousClock.Instant? { state.withLock { $0.drainStart } }

  var connectionCount: Int { state.withLock { $0.connections.count } }

  /// Finds a place for a connection; where there is none, one that waits for a request is ended.
  ///
  /// - Returns: the number by which the connection goes, or nil if all are at work.
  func admit(descriptor: Int32) -> Int? {
    state.withLock { state in
      if state.livingConnections >= configuration.maximumConnections, !Self.makeRoom(&state) {
        return nil
      }
      return state.add(descriptor: descriptor, now: .now)
    }
  }

  /// Ends the connection that has waited longest for a request, if one has waited long enough.
  func makeRoom() {
    state.withLock { _ = Self.makeRoom(&$0) }
  }

  private static func makeRoom(_ state: inout ServerState) -> Bool {
    guard let oldest = state.evictOldestWaiting(now: .now) else { return false }
    // Its thread wakes up, finds the end of the stream and goes.
    shutdown(oldest, Int32(SHUT_RDWR))
    return true
  }

  /// A connection waits for a request, or for its client to close.
  func connectionWaits(_ number: Int) {
    state.withLock { $0.setPhase(.waiting(since: .now), of: number) }
  }

  /// A request has come in on the connection.
  ///
  /// - Returns: false if the connection had to make room in this moment.
  func connectionWorks(_ number: Int) -> Bool {
    state.withLock { $0.setPhase(.working, of: number) }
  }

  /// The descriptor is about to be closed.
  func connectionEnds(_ number: Int) {
    state.withLock { state in state.connections[number] = nil }
  }

  func acceptorEnds() {
    state.withLock { $0.isAccepting = false }
  }

  func beginDrain() {
    let isFirst = state.withLock { state in
      guard state.drainStart == nil else { return false }
      state.drainStart = .now
      return true
    }
    if isFirst { alarm.raise() }
  }

  /// Waits for the acceptor and every connection to end; those that do not are cut off.
  func waitUntilDrained(_ limit: Duration) -> Bool {
    if state.wait(for: limit, until: { !$0.isAccepting && $0.connections.isEmpty }) { return true }
    state.withLock { state in
      for connection in state.connections.values {
        shutdown(connection.descriptor, Int32(SHUT_RDWR))
      }
    }
    return false
  }
}

/// Who is connected, and in what phase. A pure value; the monitor in `ServerCore` guards it.
struct ServerState {
  enum Phase: Equatable {
    case waiting(since: ContinuousClock.Instant)
    case working
    /// Shut down to make room; its thread is about to end.
    case evicted
  }

  struct Entry {
    var descriptor: Int32
    var phase: Phase
  }

  /// How long a connection may wait undisturbed: a request that follows its connection at once
  /// is never cut off.
  static let minimumWait = Duration.milliseconds(100)

  var connections: [Int: Entry] = [:]
  var isAccepting = true
  var drainStart: ContinuousClock.Instant?
  private var nextNumber = 0

  var livingConnections: Int { connections.values.count { $0.phase != .evicted } }

  mutating func add(descriptor: Int32, now: ContinuousClock.Instant) -> Int {
    nextNumber += 1
    connections[nextNumber] = Entry(descriptor: descriptor, phase: .waiting(since: now))
    return nextNumber
  }

  /// - Returns: false if the connection has been evicted, which stays so.
  @discardableResult
  mutating func setPhase(_ phase: Phase, of number: Int) -> Bool {
    guard let entry = connections[number], entry.phase != .evicted else { return false }
    connections[number]?.phase = phase
    return true
  }

  /// Marks the connection that has waited longest.
  ///
  /// - Returns: its descriptor, or nil if none has waited long enough.
  mutating func evictOldestWaiting(now: ContinuousClock.Instant) -> Int32? {
    var oldest: (number: Int, since: ContinuousClock.Instant)?
    for (number, entry) in connections {
      if case .waiting(let since) = entry.phase, since < oldest?.since ?? now {
        oldest = (number, since)
      }
    }
    guard let oldest, now - oldest.since >= Self.minimumWait else { return nil }
    connections[oldest.number]?.phase = .evicted
    return connections[oldest.number]?.descriptor
  }
}
