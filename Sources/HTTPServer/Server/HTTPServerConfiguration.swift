/// Where a server listens and what it allows. Every dimension of a connection has its bound.
public struct HTTPServerConfiguration: Sendable, Equatable {
  /// A numeric address or a name that resolves to one.
  public var host = "127.0.0.1"
  /// The TCP port; 0 takes any free one.
  public var port = 8080
  /// Connections, and so threads, at one time. Above it, connections that wait for a request make
  /// room, oldest first; if none does, a newcomer gets 503 with Retry-After.
  public var maximumConnections = 128
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
  /// From a response to the first byte of the next request.
  public var keepAliveTimeout: Duration = .seconds(15)
  /// For a client to take a whole response.
  public var responseTimeout: Duration = .seconds(30)
  /// Bytes of body a handler left unread that are read and dropped to keep the connection.
  public var maximumSkippedBodyBytes = 64 << 10
  /// How long, and how many bytes, a client may go on sending after the last response, so that it
  /// sees this response and not a reset.
  public var lingerTimeout: Duration = .seconds(5)
  public var maximumLingerBytes = 64 << 20
  /// What a refused newcomer is told to wait, in seconds.
  public var retryAfterSeconds = 1
  /// Stack of a connection's thread, on which the handler runs.
  public var threadStackBytes = 1 << 20

  public init() {}

  /// The first setting that cannot work, if any.
  var invalidSetting: (name: String, value: String)? {
    let sizes: [(String, Int, ClosedRange<Int>)] = [
      ("port", port, 0...65_535),
      ("maximumConnections", maximumConnections, 1...100_000),
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
      ("responseTimeout", responseTimeout), ("lingerTimeout", lingerTimeout),
    ]
    for (name, value, range) in sizes where !range.contains(value) { return (name, "\(value)") }
    for (name, value) in times where value <= .zero || value > longest {
      return (name, "\(value)")
    }
    return nil
  }
}
