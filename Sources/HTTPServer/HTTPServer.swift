import HTTPTypes
import Logging

/// A small, strict HTTP/1.1 server (RFC 9110, RFC 9112) on sockets, one thread per connection.
///
/// The handler is called on the connection's thread and may block. Whatever is ambiguous in a
/// request is refused, every dimension of it is bounded, and slow clients are let go.
public final class HTTPServer: Sendable {
  private let configuration: HTTPServerConfiguration
  private let logger: Logger
  private let handler: @Sendable (borrowing HTTPExchange) -> ServerResponse
  private let errorResponse: @Sendable (HTTPResponse.Status, String) -> ServerResponse
  private let core = Monitor<ServerCore?>(nil)

  /// - Parameters:
  ///   - errorResponse: shapes what the server answers by itself (400, 408, 414, 417, 431, 501,
  ///     503, 505) from a status and a sentence; called on any thread, once per such answer.
  ///   - handler: answers a request; runs on the connection's own thread.
  public init(
    configuration: HTTPServerConfiguration, logger: Logger,
    errorResponse: @escaping @Sendable (HTTPResponse.Status, String) -> ServerResponse =
      ServerResponse.plainText,
    handler: @escaping @Sendable (borrowing HTTPExchange) -> ServerResponse
  ) {
    self.configuration = configuration
    self.logger = logger
    self.errorResponse = errorResponse
    self.handler = handler
  }

  /// The threads live as long as their connections; without the server nobody could end them.
  deinit { core.withLock { $0 }?.beginDrain() }

  /// Binds, listens and starts to accept. Can be called once.
  ///
  /// - Returns: the port, which the system chose if the configured one is 0.
  /// - Throws: `HTTPServerError`.
  public func start() throws(HTTPServerError) -> Int {
    if let setting = configuration.invalidSetting {
      throw .invalidConfiguration(setting: setting.name, value: setting.value)
    }
    if core.withLock({ $0 != nil }) { throw .alreadyStarted }
    let listener = try Listener(host: configuration.host, port: configuration.port)
    let port = listener.port
    do {
      let started = try ServerCore(
        configuration: configuration, logger: logger, handler: handler,
        errorResponse: errorResponse)
      try DetachedThread.start(stackBytes: configuration.threadStackBytes) {
        var acceptor = Acceptor(listener: listener, core: started)
        acceptor.run()
      }
      core.withLock { $0 = started }
    } catch {
      throw .outOfResources(reason: error.reason)
    }
    logger.info("Listening on \(configuration.host) port \(port)")
    return port
  }

  /// How many clients are connected.
  public var connectionCount: Int { core.withLock { $0 }?.connectionCount ?? 0 }

  /// Stops accepting, closes idle connections and lets requests that are under way finish, their
  /// responses with `Connection: close`. Blocks; meant for a thread that may.
  ///
  /// - Parameter deadline: how long to wait. Connections that are left then are cut off; their
  ///   handlers see `clientHasLeft`.
  /// - Returns: whether everything was done in time.
  public func drain(deadline: Duration) -> Bool {
    guard let core = core.withLock({ $0 }) else { return true }
    core.beginDrain()
    return core.waitUntilDrained(deadline)
  }

  /// `drain(deadline:)` for asynchronous code: the waiting is done on another thread.
  public func drain(deadline: Duration) async -> Bool {
    await withCheckedContinuation { continuation in
      let wait: @Sendable () -> Void = {
        continuation.resume(returning: self.drain(deadline: deadline))
      }
      do {
        try DetachedThread.start(stackBytes: configuration.threadStackBytes, wait)
      } catch {
        wait()
      }
    }
  }
}
