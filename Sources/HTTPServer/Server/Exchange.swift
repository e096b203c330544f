/// One request while it is received and answered. Confined to the loop.
final class Exchange {
  let head: RequestHead
  var decoder: BodyDecoder
  /// Bytes of the body, without framing.
  var receivedBytes = 0
  var sink: (any BodySink)?
  /// By which the sink holds the body back.
  var flow: BodyFlow?
  /// The body cannot be read to its end.
  var hasFailed = false
  /// The client waits for `100 Continue` and has not got it.
  var owesContinue: Bool
  /// Where the answer comes from, once it is being worked on.
  var reply: ReplyState?
  /// The client has closed its sending side while it waits for the answer.
  var peerStopped = false
  /// `100 Continue` has been sent to see whether the client is there.
  var hasProbed = false
  /// What keeps a stream alive where nothing else is sent.
  var heartbeat: [UInt8] = []
  private var pace: BodyPace
  private var waitsSince: ContinuousClock.Instant
  private let bodyDeadline: ContinuousClock.Instant

  init(
    head: RequestHead, configuration: HTTPServerConfiguration, now: ContinuousClock.Instant
  ) {
    self.head = head
    decoder = BodyDecoder(framing: head.framing)
    owesContinue = head.expectsContinue && !decoder.isAtEnd
    pace = BodyPace(
      idleTimeout: configuration.bodyIdleTimeout,
      minimumBytesPerSecond: configuration.minimumBodyBytesPerSecond,
      window: configuration.bodyRateWindow)
    waitsSince = now
    bodyDeadline = now + configuration.bodyTimeout
  }

  var isBodyRead: Bool { decoder.isAtEnd }

  var isHeldBack: Bool { flow?.isPaused ?? false }

  /// When the pace of the body has to be judged; held back, only its whole time counts.
  var paceDeadline: ContinuousClock.Instant {
    isHeldBack ? bodyDeadline : min(waitsSince + pace.patience, bodyDeadline)
  }

  /// Accounts for bytes that came now. They are no proof of having come too late: what was due
  /// while the loop was busy is judged by `isInTime`.
  func received(_ count: Int, _ now: ContinuousClock.Instant) {
    _ = pace.waited(min(waitsSince.duration(to: now), pace.patience - .nanoseconds(1)))
    pace.received(count)
    waitsSince = now
  }

  /// From now on the server waits for the client again.
  func readOn(_ now: ContinuousClock.Instant) { waitsSince = now }

  /// Judges the pace at the deadline.
  func isInTime(_ now: ContinuousClock.Instant) -> Bool {
    if isHeldBack { return now < bodyDeadline }
    let waited = waitsSince.duration(to: now)
    waitsSince = now
    return pace.waited(waited) && now < bodyDeadline
  }
}
