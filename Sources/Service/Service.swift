import HTTPServer
import HTTPTypes
import Logging
import Synchronization

/// The HTTP service: routes over the engine.
public final class Service: Sendable {
  private let server: HTTPServer
  private let draining: Flag
  private let gate: JobGate

  /// Set once, read by every request.
  private final class Flag: Sendable {
    private let value = Atomic(false)
    var isSet: Bool { value.load(ordering: .relaxed) }
    func set() { value.store(true, ordering: .relaxed) }
  }

  /// - Parameter engine: may still be empty; until it is filled the service answers 503.
  public init(configuration: ServiceConfiguration, engine: EngineSlot, logger: Logger) {
    let draining = Flag()
    let isDraining: @Sendable () -> Bool = { draining.isSet }
    let gate = JobGate(
      maximumRunning: configuration.maximumRunningJobs,
      maximumWaiting: configuration.maximumWaitingJobs)
    let analysis = FacialAnalysisRoute(
      engine: engine, gate: gate, configuration: configuration, isDraining: isDraining,
      logger: logger)
    let health = HealthRoutes(engine: engine, isDraining: isDraining)
    let router = Router([analysis.route] + health.routes)
    self.draining = draining
    self.gate = gate
    server = HTTPServer(
      configuration: configuration.server, logger: logger,
      errorResponse: { status, detail in
        Problem(transport: status, detail).response(instance: RequestIdentifier.make())
      },
      handler: { exchange in Self.respond(to: exchange, router: router, logger: logger) })
  }

  /// Binds and listens.
  ///
  /// - Returns: the port that was bound.
  public func start() throws(HTTPServerError) -> Int { try server.start() }

  /// Uploads that are being received, wait or are analysed.
  var jobs: Int { gate.jobs }

  /// Stops accepting, lets requests in flight finish and says whether all did before the deadline.
  public func drain(deadline: Duration) -> Bool {
    draining.set()
    return server.drain(deadline: deadline)
  }

  private static func respond(
    to exchange: borrowing HTTPExchange, router: Router, logger: Logger
  ) -> ServerResponse {
    let request = exchange.request
    let start = ContinuousClock.now
    let target = request.path ?? "/"
    let context = RequestContext(
      identifier: RequestIdentifier.of(request), query: Query(target: target))
    var response: ServerResponse
    do throws(Problem) {
      response = try router.route(request).handle(exchange, context)
    } catch {
      response = error.response(instance: context.identifier)
    }
    if let name = HTTPField.Name.requestIdentifier {
      response.head.headerFields[name] = context.identifier
    }
    let milliseconds = Int(((ContinuousClock.now - start) / .milliseconds(1)).rounded())
    logger.info(
      "request",
      metadata: [
        "request": "\(context.identifier)", "method": "\(request.method.rawValue)",
        "path": "\(Query.path(of: target))", "status": "\(response.head.status.code)",
        "milliseconds": "\(milliseconds)",
      ])
    return response
  }
}
