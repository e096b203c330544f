import ArgumentParser
import Dispatch
import Glibc
import HTTPServer
import Logging
import Metrics
import Service
import Synchronization

/// `mien serve`: the HTTP service.
struct ServeCommand: ProgramCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve POST /api/facial-analysis/ over HTTP.",
    discussion: """
      Prints the address on stdout when it listens; logs as JSON lines on stderr. SIGTERM or \
      SIGINT stops accepting, finishes the requests in flight and ends with status 0. SIGHUP reads \
      keys, rate limit, origins and model again; what is wrong is refused, and the old stays.

      Each option may also be a variable, MIEN_ and its name in capitals (MIEN_RATE_LIMIT; lists \
      with commas between), or a key of the file that --config names. `mien config` prints what \
      counts.
      """)

  @OptionGroup var options: ServeOptions

  func run(in program: Program) throws {
    let settings: EffectiveSettings
    let configuration: ServeConfiguration
    do throws(ConfigurationMistakes) {
      settings = try EffectiveSettings(options: options)
      configuration = try ServeConfiguration(settings)
    } catch {
      throw ValidationError("\(error)")
    }
    // Another program may take over here, which begins anew.
    if try configuration.workers().inProcess { _ = try program.linkedEngine() }

    let lines = JSONLogHandler.writer(to: STDERR_FILENO)
    // A reader that does not read must not keep the process from ending.
    defer { lines.flush(within: .seconds(1)) }
    LoggingSystem.bootstrap { _ in JSONLogHandler(to: lines) }
    let logger = Logger(label: "mien")
    // What other libraries count appears at /metrics as well.
    let metrics = PrometheusMetrics()
    MetricsSystem.bootstrap(metrics)
    for name in settings.unknownVariables {
      logger.warning("a variable is no setting", metadata: ["variable": "\(name)"])
    }

    let slot = EngineSlot()
    let service = Service(
      configuration: configuration.service, engine: slot, metrics: metrics, logger: logger)
    let port: Int
    do throws(HTTPServerError) {
      port = try service.bind()
    } catch {
      write("mien: \(error)\n", to: STDERR_FILENO)
      throw ExitStatus.failure.code
    }
    let engine = ServeEngine(
      program: program, options: options, settings: settings, configuration: configuration,
      service: service, slot: slot,
      address: "http://\(configuration.service.server.host):\(port)", logger: logger)
    try Self.wait { try await ServeGroup(service: service, engine: engine, logger: logger).run() }
  }

  /// Waits for asynchronous work on the main thread, which is none of the concurrency pool's.
  private static func wait(for work: @escaping @Sendable () async throws -> Void) throws {
    let outcome = Mutex<Result<Void, any Error>>(.success(()))
    let isDone = DispatchSemaphore(value: 0)
    Task {
      do { try await work() } catch { outcome.withLock { $0 = .failure(error) } }
      isDone.signal()
    }
    isDone.wait()
    try outcome.withLock { $0 }.get()
  }
}
