import HTTPTypes
import Logging
import Threads

/// A small, strict HTTP/1.1 server (RFC 9110, RFC 9112) on sockets: one thread for all
/// connections, none for any of them.
///
/// The handler decides from the head what becomes of a request: an answer at once, or a sink for
/// the body, whose end brings an answer at once or later, from any thread. Whatever is ambiguous
/// in a request is refused, every dimension of it is bounded, and slow clients are let go.
public final class HTTPServer: Sendable {
  private let configuration: HTTPServerConfiguration
  private let logger: Logger
  private let handler: @Sendable (IncomingRequest) -> Reception
  private let errorResponse: @Sendable (HTTPResponse.Status, String) -> ServerResponse
  private let listening = Monitor<Listener?>(nil)
  private let running = Monitor<Running?>(nil)

  private struct Running {
    var mailbox: Mailbox
    var status: ServerStatus
  }

  private static let cutOffPatience = Duration.seconds(1)

  /// - Parameters:
  ///   - errorResponse: shapes what the server answers by itself (400, 408, 414, 417, 429, 431,
  ///     501, 503, 505) from a status and a sentence.
  ///   - handler: decides on a request. Both run on the thread that serves all connections and
  ///     must not block.
  public init(
    configuration: HTTPServerConfiguration, logger: Logger,
    errorResponse: @escaping @Sendable (HTTPResponse.Status, String) -> ServerResponse =
      ServerResponse.plainText,
    handler: @escaping @Sendable (IncomingRequest) -> Reception
  ) {
    self.configuration = configuration
    self.logger = logger
    self.errorResponse = errorResponse
    self.handler = handler
  }

  /// The loop lives as long as its connections; without the server nobody could end it.
  deinit { running.withLock { $0 }?.mailbox.drain() }

  /// Takes the address, so that whoever cannot have it knows before anything else is begun. Clients
  /// may connect from now on and wait for `start`.
  ///
  /// - Returns: the port, which the system chose if the configured one is 0.
  /// - Throws: `HTTPServerError`.
  @discardableResult
  public func bind() throws(HTTPServerError) -> Int {
    if let setting = configuration.invalidSetting {
      throw .invalidConfiguration(setting: setting.name, value: setting.value)
    }
    if let listener = listening.withLock({ $0 }) { return listener.port }
    if running.withLock({ $0 != nil }) { throw .alreadyStarted }
    let listener = try Listener(host: configuration.host, port: configuration.port)
    listening.withLock { $0 = listener }
    return listener.port
  }

  /// Starts to accept, after `bind` where that has not been done. Can be called once.
  ///
  /// Raises the soft limit on descriptors, within the hard one, where the configured connections
  /// need it; where that is not enough, fewer connections are taken.
  ///
  /// - Returns: the port, which the system chose if the configured one is 0.
  /// - Throws: `HTTPServerError`.
  @discardableResult
  public func start() throws(HTTPServerError) -> Int {
    let port = try bind()
    // From here on the listener is the loop's, which closes it.
    let bound = listening.withLock { listener in
      defer { listener = nil }
      return listener
    }
    guard let listener = bound else { throw .alreadyStarted }
    var configuration = configuration
    let affordable = DescriptorLimit.raise(forConnections: configuration.maximumConnections)
    if affordable < configuration.maximumConnections {
      logger.notice("The limit on descriptors allows no more than \(affordable) connections.")
      configuration.maximumConnections = affordable
    }
    let mailbox: Mailbox
    let status = ServerStatus()
    // Made here, so that what is missing shows here, and then confined to its thread.
    nonisolated(unsafe) let loop: ServerLoop
    do throws(SystemCallError) {
      mailbox = try Mailbox()
      loop = try ServerLoop(
        configuration: configuration, logger: logger, listener: listener, mailbox: mailbox,
        status: status, handler: handler, errorResponse: errorResponse)
    } catch {
      throw .outOfResources(reason: error.reason)
    }
    do throws(ThreadError) {
      try DetachedThread.start(stackBytes: configuration.threadStackBytes) { loop.run() }
    } catch {
      throw .outOfResources(reason: error.reason)
    }
    running.withLock { $0 = Running(mailbox: mailbox, status: status) }
    logger.info("Listening on \(configuration.host) port \(port)")
    return port
  }

  /// How many clients are connected.
  public var connectionCount: Int { running.withLock { $0 }?.status.connectionCount ?? 0 }

  /// Stops accepting, closes idle connections and lets requests that are under way finish, their
  /// responses with `Connection: close`. Blocks; meant for a thread that may.
  ///
  /// - Parameter deadline: how long to wait. Connections that are left then are cut off; work for
  ///   them is told that its client has left.
  /// - Returns: whether everything was done in time.
  public func drain(deadline: Duration) -> Bool {
    guard let running = running.withLock({ $0 }) else { return true }
    running.mailbox.drain()
    if running.status.waitForEnd(deadline) { return true }
    running.mailbox.cutOff()
    _ = running.status.waitForEnd(Self.cutOffPatience)
    return false
  }

  /// `drain(deadline:)` for asynchronous code: the waiting is done on another thread.
  public func drain(deadline: Duration) async -> Bool {
    let wait: @Sendable () -> Bool = { self.drain(deadline: deadline) }
    let isComplete = try? await DetachedThread.value(
      stackBytes: configuration.threadStackBytes, wait)
    // Without room for a thread it is done on this one: what is in flight is finished all the same.
    return isComplete ?? wait()
  }
}
