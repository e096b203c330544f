import Glibc
import HTTPTypes

/// One client from its first byte to the close, driven by the loop and confined to its thread.
///
/// While it waits it holds no buffer: what is received goes through the loop's, and only bytes
/// that the phase does not want yet (`pending`) or the socket does not take (`output`) are kept.
final class Connection {
  typealias Instant = ContinuousClock.Instant

  enum Phase {
    case head
    case body(Exchange)
    /// The rest of a body that nobody wants is passed over before the answer is sent.
    case skipping(Exchange, ServerResponse)
    /// The answer is being worked on elsewhere.
    case handling(Exchange)
    case streaming(Exchange)
    /// The response is complete and on its way.
    case sending(Sequel)
    case lingering
    case ended
  }

  enum Sequel {
    case persists
    case closes
    /// The client may be sending still: it gets time to see the response.
    case lingers
  }

  private static let maximumRefusedBytes = 1 << 20
  private static let maximumRequestsInTurn = 8

  let key: UInt64
  let socket: Socket
  let clientAddress: String
  unowned let loop: ServerLoop

  var phase = Phase.head
  /// When the phase must be over; nil for never.
  var deadline: Instant?
  /// Bytes that were received behind the request that is being answered.
  var pending: [UInt8] = []
  var output = Output()
  /// What of a body that nobody wants, or of what comes after the last response, was dropped.
  var droppedBytes = 0
  /// Nothing has been answered yet.
  var isFirst = true
  /// There was no place for it: it gets an answer and is let go.
  var isRefused = false
  /// Requests begun since the other connections had their turn.
  var requestsInTurn = 0
  /// It goes on with what it has, and reads no more, when the others have had their turn.
  private var isPostponed = false
  /// More has been received than what is being looked at.
  var hasMoreInput = false
  var parser: RequestHeadParser
  let opened: Instant

  private var registeredEvents: Poller.Events
  /// What the loop's queue of deadlines has, which may be earlier than `deadline`.
  private var registeredDeadline: Instant?

  init(
    key: UInt64, socket: consuming Socket, clientAddress: String, loop: ServerLoop,
    events: Poller.Events, now: Instant
  ) {
    self.key = key
    self.socket = socket
    self.clientAddress = clientAddress
    self.loop = loop
    registeredEvents = events
    opened = now
    parser = RequestHeadParser(limits: loop.configuration.headLimits)
    deadline = now + loop.configuration.headTimeout
  }

  /// Whether `reply` is the one that is waited for, and none of an earlier request.
  func isAnswered(by reply: ReplyState) -> Bool {
    switch phase {
    case .handling(let exchange), .streaming(let exchange): exchange.reply === reply
    default: false
    }
  }

  var hasEnded: Bool { if case .ended = phase { true } else { false } }

  // MARK: What the loop reports

  func handle(_ events: Poller.Events, _ now: Instant) {
    if isPostponed { return }
    requestsInTurn = 0
    if events.contains(.writable) {
      flush(now)
      // More may have come while the socket was full.
      if case .streaming(let exchange) = phase, output.isEmpty { continueStream(exchange, now) }
    }
    if wantsInput {
      // The end of the stream and errors show at the reading.
      if !events.isDisjoint(with: [.readable, .gone]) { readSome(now) }
    } else if !events.isDisjoint(with: .gone) {
      if case .body = phase { inputEnded(now) } else { clientIsGone() }
    } else if events.contains(.peerStopped) {
      peerStopped(now)
    }
    advance(now)
  }

  /// The sink can take bytes again.
  func readOn(_ flow: BodyFlow, _ now: Instant) {
    guard case .body(let exchange) = phase, exchange.flow === flow, !flow.isPaused else { return }
    exchange.readOn(now)
    deadline = exchange.paceDeadline
    advance(now)
  }

  /// The others have had their turn.
  func goOn(_ now: Instant) {
    isPostponed = false
    requestsInTurn = 0
    advance(now)
  }

  /// The registered deadline has come.
  func handleDeadline(_ now: Instant) {
    registeredDeadline = nil
    if let deadline, deadline <= now { timedOut(now) }
    advance(now)
  }

  /// Goes on with what is there already, and lets the loop wait for the right things.
  func advance(_ now: Instant) {
    while wantsInput, !isPostponed, !pending.isEmpty {
      var input = pending[...]
      pending = []
      process(&input, now)
      if !input.isEmpty { pending = Array(input) }
    }
    settle()
  }

  private func settle() {
    if hasEnded { return }
    if let deadline, registeredDeadline.map({ deadline < $0 }) ?? true {
      registeredDeadline = deadline
      loop.deadlines.set(key, deadline)
    }
    let events = wantedEvents
    if events == registeredEvents { return }
    registeredEvents = events
    if !loop.watch(self, events) { close() }
  }

  // MARK: Input

  private var wantsInput: Bool {
    switch phase {
    case .head, .skipping, .lingering: true
    case .body(let exchange): !exchange.isHeldBack
    case .handling, .streaming, .sending, .ended: false
    }
  }

  private var wantedEvents: Poller.Events {
    var events: Poller.Events = wantsInput ? .readable : []
    if !output.isEmpty { events.insert(.writable) }
    switch phase {
    case .handling(let exchange), .streaming(let exchange):
      if !exchange.peerStopped { events.insert(.peerStopped) }
    default: break
    }
    return events
  }

  /// Reads what is there, up to some buffers, so that one client does not keep the others waiting.
  private func readSome(_ now: Instant) {
    for _ in 0..<ServerLoop.readsAtOnce {
      switch loop.receive(from: self) {
      case .bytes(let count):
        if case .body(let exchange) = phase { exchange.received(count, now) }
        var input = loop.received(count)
        process(&input, now)
        if !input.isEmpty { pending = Array(input) }
        if case .body(let exchange) = phase { deadline = exchange.paceDeadline }
        if count < ServerLoop.bufferBytes || !wantsInput || isPostponed { return }
      case .end, .failed: return inputEnded(now)
      case .wouldBlock: return
      }
    }
  }

  /// Takes as much of `input` as the phases that it leads through want.
  private func process(_ input: inout ArraySlice<UInt8>, _ now: Instant) {
    defer { hasMoreInput = false }
    while true {
      switch phase {
      case .head:
        if requestsInTurn >= Self.maximumRequestsInTurn, !input.isEmpty { return postpone() }
        if !takeHead(&input, now) { return }
      case .body(let exchange): if !takeBody(of: exchange, &input, now) { return }
      case .skipping(let exchange, let response):
        if !skipBody(of: exchange, before: response, &input, now) { return }
      case .lingering:
        droppedBytes += input.count
        input = input[input.endIndex...]
        let maximum =
          isRefused ? Self.maximumRefusedBytes : loop.configuration.maximumLingerBytes
        if droppedBytes >= maximum { close() }
        return
      case .handling, .streaming, .sending, .ended: return
      }
    }
  }

  /// However many requests a client has pipelined, the others are not kept waiting for them.
  private func postpone() {
    isPostponed = true
    loop.postpone(self)
  }

  private func inputEnded(_ now: Instant) {
    switch phase {
    case .body(let exchange): finishBody(of: exchange, .disconnected, now)
    case .skipping(let exchange, let response): send(response, for: exchange, now)
    default: close()
    }
  }

  private func timedOut(_ now: Instant) {
    switch phase {
    case .head:
      // Of a silent client there is nothing to refuse.
      if !parser.hasBegun { return close() }
      refuse(.requestTimeout, "The head of the request came too slowly.", now)
    case .body(let exchange):
      if exchange.isInTime(now) {
        deadline = exchange.paceDeadline
      } else {
        finishBody(of: exchange, .timedOut, now)
      }
    case .skipping(let exchange, let response): send(response, for: exchange, now)
    case .streaming(let exchange):
      if output.isEmpty { beat(exchange, now) } else { clientIsGone() }
    case .sending: clientIsGone()
    case .lingering: close()
    case .handling, .ended: break
    }
  }

  // MARK: The end

  /// Nobody is there to read the answer.
  func clientIsGone() {
    switch phase {
    case .handling(let exchange), .streaming(let exchange): exchange.reply?.clientLeft()
    default: break
    }
    close()
  }

  /// Ends the connection whatever it does.
  func cutOff() {
    socket.stop()
    clientIsGone()
  }

  func close() {
    if hasEnded { return }
    phase = .ended
    loop.remove(self)
  }
}
