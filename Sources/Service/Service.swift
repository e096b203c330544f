import HTTPServer
import Logging
import Metrics
import Synchronization

/// The HTTP service: routes over the engine.
public final class Service: Sendable {
  let logger: Logger
  let drainDeadline: Duration
  /// Brings what is measured and not counted up to date: jobs, workers, this process.
  let observe: @Sendable () -> Void
  private let server: HTTPServer
  private let draining: Flag
  private let queue: JobQueue
  private let access: AccessControl
  private let crossOrigin: CrossOrigin

  /// Set once, read by every request.
  private final class Flag: Sendable {
    private let value = Atomic(false)
    var isSet: Bool { value.load(ordering: .relaxed) }
    func set() { value.store(true, ordering: .relaxed) }
  }

  /// - Parameters:
  ///   - engine: may still be empty; until it is filled the service answers 503.
  ///   - metrics: where everything is counted. The service's own has the route `/metrics`; with
  ///     another there is none.
  public convenience init(
    configuration: ServiceConfiguration, engine: EngineSlot,
    metrics: any MetricsFactory = PrometheusMetrics(), logger: Logger
  ) {
    self.init(
      configuration: configuration, engine: engine, metrics: metrics, logger: logger,
      store: UploadStore(
        folder: configuration.temporaryFolder, limit: configuration.maximumStoredBytes))
  }

  /// - Parameter store: where uploads are kept.
  init(
    configuration: ServiceConfiguration, engine: EngineSlot, metrics factory: any MetricsFactory,
    logger: Logger, store: UploadStore
  ) {
    let draining = Flag()
    let isDraining: @Sendable () -> Bool = { draining.isSet }
    let queue = JobQueue(
      maximumRunning: configuration.maximumRunningJobs,
      maximumWaiting: configuration.maximumWaitingJobs)
    let metrics = ServiceMetrics(factory)
    let observe: @Sendable () -> Void = {
      metrics.observe(jobs: queue.occupancy, workers: engine.engine?.workerFigures)
    }
    let analysis = FacialAnalysisRoute(
      engine: engine, queue: queue, configuration: configuration,
      store: store, metrics: metrics, isDraining: isDraining, logger: logger)
    let health = HealthRoutes(engine: engine, isDraining: isDraining)
    let observation = (factory as? PrometheusMetrics).map { metrics in
      MetricsRoute(metrics: metrics, observe: observe).route
    }
    let access = AccessControl(configuration)
    let crossOrigin = CrossOrigin(allowed: configuration.allowedOrigins)
    let front = Front(
      router: Router(
        [analysis.route] + [observation].compactMap { $0 } + health.routes
          + DocumentationRoutes().routes),
      access: access, crossOrigin: crossOrigin, metrics: metrics, logger: logger)
    self.logger = logger
    self.drainDeadline = configuration.drainDeadline
    self.observe = observe
    self.access = access
    self.crossOrigin = crossOrigin
    self.draining = draining
    self.queue = queue
    server = HTTPServer(
      configuration: configuration.server, logger: logger,
      errorResponse: { status, detail in
        Problem(transport: status, detail).response(instance: RequestIdentifier.make())
      },
      handler: { request in front.receive(request) })
  }

  /// Takes the address; clients that come now wait for `start` or `run`.
  ///
  /// - Returns: the port that was bound.
  @discardableResult
  public func bind() throws(HTTPServerError) -> Int { try server.bind() }

  /// Serves from now on. What has a `ServiceGroup` calls `run` in its place.
  ///
  /// - Returns: the port that was bound.
  @discardableResult
  public func start() throws(HTTPServerError) -> Int { try server.start() }

  /// Takes over keys, rate limit and allowed origins; requests that come from now on meet them. The
  /// rest of the configuration takes effect at a start only.
  public func reload(_ configuration: ServiceConfiguration) {
    access.change(to: configuration)
    crossOrigin.change(to: configuration.allowedOrigins)
  }

  /// What is received, waits and is analysed now.
  var jobs: JobQueue.Occupancy { queue.occupancy }

  /// Stops accepting, lets requests in flight finish and says whether all did before the deadline.
  public func drain(deadline: Duration) -> Bool {
    draining.set()
    return server.drain(deadline: deadline)
  }

  /// `drain(deadline:)` for asynchronous code: the waiting is done on another thread.
  func drain(deadline: Duration) async -> Bool {
    draining.set()
    return await server.drain(deadline: deadline)
  }
}
