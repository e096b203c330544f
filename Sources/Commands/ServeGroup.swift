import Glibc
import HTTPServer
import Logging
import Service
import ServiceLifecycle
import Threads
import UnixSignals

/// The HTTP service and its engine as a group of swift-service-lifecycle: SIGTERM and SIGINT drain
/// the service, which needs the engine until its last answer.
///
/// The library takes signals by Dispatch, whose handler passes one that reaches any other thread on
/// to the thread that reads them. So the threads that OpenBLAS starts while it is loaded, before
/// anything could be blocked, do no harm, and neither does a starter that left signals blocked.
struct ServeGroup {
  let service: any ServiceLifecycle.Service
  let engine: ServeEngine
  let logger: Logger

  /// Serves until a signal says to stop and all that was in flight is finished.
  ///
  /// - Throws: `ExitCode`, after saying what is wrong.
  func run() async throws {
    // As early as can be: until they are taken, signals end the process.
    let hangUps = await UnixSignalsSequence(trapping: .sighup)
    let group = ServiceGroup(
      // They end in the opposite order.
      services: [EngineService(engine: engine, hangUps: hangUps), service],
      gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    do {
      try await group.run()
    } catch let error as ServiceStopError {
      logger.error("\(error)")
      throw ExitStatus.failure.code
    } catch let error as HTTPServerError {
      write("mien: \(error)\n", to: STDERR_FILENO)
      throw ExitStatus.failure.code
    }
  }
}

/// The engine as a service: loaded at first, then replaced at each SIGHUP.
private struct EngineService: ServiceLifecycle.Service {
  let engine: ServeEngine
  let hangUps: UnixSignalsSequence

  func run() async throws {
    var state = try await DetachedThread.value { try engine.load() }
    for await _ in hangUps.cancelOnGracefulShutdown() {
      let old = state
      state = try await DetachedThread.value { engine.reload(old) }
    }
  }
}
