/// Where a server listens and what it allows. Every dimension of a connection has its bound.
public struct HTTPServerConfiguration: Sendable, Equatable {
  /// A numeric address or a name that resolves to one.
  public var host = "127.0.0.1"
  /// The TCP port; 0 takes any free one.
  public var port = 8080
  /// Connections at one time. Above it, connections that wait for a request make room, oldest
  /// first; if none does, a newcomer gets 503 with Retry-After.
  public var maximumConnections = 4096
  /// Connections of one IPv4 address or IPv6 network of 64 bits, so that one cannot take all
  /// places; nil for three quarters of them. Above it, its own waiting connections make room; if
  /// none does, it gets 429 with Retry-After.
  public var maximumConnectionsPerNetwork: Int?
  /// What a request head may cost (431, 414).
  public var headLimits = RequestHeadLimits()
  /// Bytes of a request body; reading more throws `RequestBodyError.tooLarge` (413).
  public var maximumBodyBytes = 512 << 20
  /// From the first byte of a request, or the connection's start, to the end of its head (408).
  public var headTimeout: Duration = .seconds(10)
  /// The longest pause in a body that is being read (408).
  public var bodyIdleTimeout: Duration = .seconds(10)
  /// The least that a client must send while the server waits for it, in bytes a second averaged
  /// over each `bodyRateWindow` of waiting (408).
  public var minimumBodyBytesPerSecond = 1 << 10
  public var bodyRateWindow: Duration = .seconds(10)
  /// For a whole body, however steadily it comes (408).
  public var bodyTimeout: Duration = .seconds(7200)
  /// From a response to the first byte of the next request.
  public var keepAliveTimeout: Duration = .seconds(15)
  /// For a client to take a whole response, or the next bytes of a stream.
  public var responseTimeout: Duration = .seconds(30)
  /// After what silence a stream shows that it is alive, and finds out whether its client is.
  public var heartbeatInterval: Duration = .seconds(10)
  /// Bytes of a stream that may wait for a slow client.
  public var maximumStreamBacklogBytes = 1 << 20
  /// Bytes of body a handler left unread that are read and dropped to keep the connection.
  public var maximumSkippedBodyBytes = 64 << 10
  /// How long, and how many bytes, a client may go on sending after the last response, so that it
  /// sees this response and not a reset.
  public var lingerTimeout: Duration = .seconds(5)
  public var maximumLingerBytes = 64 << 20
  /// What a refused newcomer is told to wait, in seconds.
  public var retryAfterSeconds = 1
  /// Stack of the thread that serves all connections.
  public var threadStackBytes = 1 << 20

  /// The places that one network may have.
  var connectionsPerNetwork: Int {
    maximumConnectionsPerNetwork ?? max(1, maximumConnections - maximumConnections / 4)
  }

  public init() {}

  /// The first setting that cannot work, if any.
  var invalidSetting: (name: String, value: String)? {
    let sizes: [(String, Int, ClosedRange<Int>)] = [
      ("port", port, 0...65_535),
      ("maximumConnections", maximumConnections, 1...100_000),
      ("maximumConnectionsPerNetwork", connectionsPerNetwork, 1...100_000),
      ("maximumStreamBacklogBytes", maximumStreamBacklogBytes, 1...(1 << 40)),
      ("headLimits.maximumBytes", headLimits.maximumBytes, 64...(1 << 30)),
      ("headLimits.maximumTargetBytes", headLimits.maximumTargetBytes, 1...(1 << 30)),
      ("headLimits.maximumFields", headLimits.maximumFields, 1...(1 << 20)),
      ("maximumBodyBytes", maximumBodyBytes, 0...Int.max),
      ("minimumBodyBytesPerSecond", minimumBodyBytesPerSecond, 0...(1 << 40)),
      ("maximumSkippedBodyBytes", maximumSkippedBodyBytes, 0...(1 << 40)),
      ("maximumLingerBytes", maximumLingerBytes, 0...(1 << 40)),
      ("retryAfterSeconds", retryAfterSeconds, 0...86_400),
      ("threadStackBytes", threadStackBytes, (64 << 10)...(1 << 30)),
    ]
    let longest = Duration.seconds(86_400)
    let times: [(String, Duration)] = [
      ("headTimeout", headTimeout), ("bodyIdleTimeout", bodyIdleTimeout),
      ("bodyRateWindow", bodyRateWindow), ("keepAliveTimeout", keepAliveTimeout),
      ("bodyTimeout", bodyTimeout), ("heartbeatInterval", heartbeatInterval),
      ("responseTimeout", responseTimeout), ("lingerTimeout", lingerTimeout),
    ]
    for (name, value, range) in sizes where !range.contains(value) { return (name, "\(value)") }
    for (name, value) in times where value <= .zero || value > longest {
      return (name, "\(value)")
    }
    return nil
  }
}
