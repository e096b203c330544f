import HTTPServer
import ServiceLifecycle

/// Why a service that was told to stop did not stop well.
public enum ServiceStopError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Requests were still in flight at the deadline, and were cut off.
  case cutOff(after: Duration)

  public var description: String {
    switch self {
    case .cutOff(let deadline):
      "Requests were still in flight \(deadline.components.seconds) s after the service was told "
        + "to stop, and were cut off; give it more time with --drain."
    }
  }
}

/// The service as one of a `ServiceGroup`, which says when to stop.
extension Service: ServiceLifecycle.Service {
  /// Serves until the group shuts down gracefully, then stops accepting and finishes what is in
  /// flight: the threads of the cooperative pool only wait. A task that is cancelled cuts off what
  /// is in flight.
  ///
  /// - Throws: `HTTPServerError` where it cannot start, `ServiceStopError` where not all could be
  ///   finished.
  public func run() async throws {
    try start()
    let observation = Task { await observeForEver() }
    defer { observation.cancel() }
    // Its only error is the cancellation.
    try? await gracefulShutdown()
    let deadline = Task.isCancelled ? .zero : drainDeadline
    logger.info("draining")
    let isComplete = await drain(deadline: deadline)
    logger.info("stopped", metadata: ["complete": "\(isComplete)"])
    if !isComplete { throw ServiceStopError.cutOff(after: deadline) }
  }

  /// Backends of metrics that nobody reads at `/metrics` want to be told from time to time.
  private func observeForEver() async {
    while !Task.isCancelled {
      observe()
      try? await Task.sleep(for: Self.observationInterval)
    }
  }

  private static let observationInterval = Duration.seconds(10)
}
