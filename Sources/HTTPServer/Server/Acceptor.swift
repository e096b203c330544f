import Glibc
import HTTPTypes

/// Takes connections from the listener, starts a thread for each, and turns away those for which
/// there is no place. Runs on a thread of its own and never blocks on a client.
struct Acceptor {
  private let listener: Listener
  private let core: ServerCore
  /// Newcomers that have been answered 503 and may still be sending.
  private var refused: [RefusedConnection] = []
  /// Where the bytes they send are dropped.
  private var discarded = [UInt8](repeating: 0, count: 16 << 10)
  /// Until when nothing is accepted, after the system ran out of something.
  private var pauseEnd: ContinuousClock.Instant?

  private static let maximumRefused = 64
  private static let refusalLinger = Duration.seconds(1)
  /// Errors of a connection that failed before it was accepted (accept(2), "Error handling").
  private static let errorsOfOneConnection: Set<Int32> = [
    ECONNABORTED, EPROTO, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH, EOPNOTSUPP, ENETUNREACH,
    ENETDOWN,
  ]
  private static let acceptsAtOnce = 64
  private static let lastCall = Duration.milliseconds(50)
  private static let pause = Duration.milliseconds(50)

  init(listener: Listener, core: ServerCore) {
    self.listener = listener
    self.core = core
  }

  /// Accepts until the server drains, then what is still in the queue of the system, for a moment
  /// only: a flood must not keep the server from ending.
  mutating func run() {
    while core.drainStart == nil {
      waitForEvents()
      settleRefused()
      if let end = pauseEnd, end > .now { continue }
      acceptSome()
    }
    let end = ContinuousClock.now + Self.lastCall
    while acceptSome(), end > .now {}
    refused.removeAll()
    core.acceptorEnds()
  }

  private mutating func waitForEvents() {
    let isPaused = pauseEnd.map { $0 > .now } ?? false
    var entries = [
      pollfd(fd: core.alarm.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: isPaused ? -1 : listener.socket.descriptor, events: Int16(POLLIN), revents: 0),
    ]
    entries += refused.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    let deadlines = refused.map(\.deadline) + (isPaused ? [pauseEnd].compactMap { $0 } : [])
    let timeout = deadlines.min().map { ContinuousClock.now.duration(to: $0).pollMilliseconds }
    poll(&entries, nfds_t(entries.count), timeout ?? -1)
  }

  /// Accepts connections that wait, some of them at a time. Errors never end the server: those
  /// of one connection are passed over, those of the machine (EMFILE, ENFILE, ENOMEM) make a
  /// pause.
  ///
  /// - Returns: whether more may be waiting.
  @discardableResult
  private mutating func acceptSome() -> Bool {
    for _ in 0..<Self.acceptsAtOnce {
      do {
        guard let connection = try listener.accept() else { return false }
        pauseEnd = nil
        admit(connection)
      } catch {
        if Self.errorsOfOneConnection.contains(error.code) { continue }
        if pauseEnd == nil {
          core.logger.warning("No connection can be accepted for now: \(error.reason)")
        }
        core.makeRoom()
        pauseEnd = .now + Self.pause
        return false
      }
    }
    return true
  }

  private mutating func admit(_ connection: consuming AcceptedConnection) {
    let address = connection.address
    let descriptor = connection.takeSocket().release()
    guard let number = core.admit(descriptor: descriptor) else {
      return refuse(Socket(descriptor: descriptor))
    }
    do {
      try DetachedThread.start(stackBytes: core.configuration.threadStackBytes) { [core] in
        let connection = Connection(
          socket: Socket(descriptor: descriptor), clientAddress: address, number: number,
          core: core)
        connection.run()
      }
    } catch {
      core.connectionEnds(number)
      core.logger.warning("No thread for a connection: \(error.reason)")
      refuse(Socket(descriptor: descriptor))
    }
  }

  /// Answers 503 without reading the request, and keeps the socket for a moment so that the
  /// answer is not overtaken by a reset.
  private mutating func refuse(_ socket: consuming Socket) {
    var response = core.errorResponse(
      .serviceUnavailable, "The server has as many connections as it can serve; try again soon.")
    if response.head.headerFields[.retryAfter] == nil {
      response.head.headerFields[.retryAfter] = "\(core.configuration.retryAfterSeconds)"
    }
    let bytes = ResponseSerializer(closes: true, date: .now).bytes(of: response)
    _ = socket.send(bytes[...])
    socket.stopSending()
    if refused.count >= Self.maximumRefused { refused.removeFirst() }
    refused.append(RefusedConnection(socket: socket, deadline: .now + Self.refusalLinger))
  }

  private mutating func settleRefused() {
    let now = ContinuousClock.now
    refused.removeAll { $0.deadline <= now || $0.hasEnded(droppingInto: &discarded) }
  }
}

/// A connection that has its answer and only waits to be closed by the client.
private final class RefusedConnection {
  private let socket: Socket
  let deadline: ContinuousClock.Instant
  private var discardedBytes = 0

  private static let maximumDiscardedBytes = 1 << 20

  init(socket: consuming Socket, deadline: ContinuousClock.Instant) {
    self.socket = socket
    self.deadline = deadline
  }

  var descriptor: Int32 { socket.descriptor }

  /// Drops what the client has sent.
  ///
  /// - Returns: whether the client has closed, or sent more than is tolerated.
  func hasEnded(droppingInto buffer: inout [UInt8]) -> Bool {
    while discardedBytes < Self.maximumDiscardedBytes {
      switch buffer.withUnsafeMutableBytes({ socket.receive(into: $0) }) {
      case .bytes(let count): discardedBytes += count
      case .wouldBlock: return false
      case .end, .failed: return true
      }
    }
    return true
  }
}
