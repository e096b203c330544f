import ArgumentParser
import Glibc
import HTTPServer
import Logging
import Service

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
    let workers = try configuration.workers()
    // Another program may take over here, which begins anew.
    if workers.inProcess { _ = try program.linkedEngine() }

    let signals = ServeSignals()
    LoggingSystem.bootstrap { _ in JSONLogHandler() }
    let logger = Logger(label: "mien")
    for name in settings.unknownVariables {
      logger.warning("a variable is no setting", metadata: ["variable": "\(name)"])
    }

    let engine = EngineSlot()
    let service = Service(configuration: configuration.service, engine: engine, logger: logger)
    let bound: Int
    do throws(HTTPServerError) {
      bound = try service.start()
    } catch {
      write("mien: \(error)\n", to: STDERR_FILENO)
      throw ExitStatus.failure.code
    }
    // Requests that come while the model loads are told 503, instead of finding no listener.
    let log = WorkerLog(logger)
    var serving = try workers.engine(
      configuration.models(), in: program, workers: configuration.service.maximumRunningJobs,
      deadline: Int(configuration.service.analysisDeadline.components.seconds)
    ) { log.note($0) }
    engine.fill(serving)
    write("Mien listens on http://\(configuration.service.host):\(bound)\n", to: STDOUT_FILENO)

    var reload = ServeReload(
      options: options, settings: settings, service: service, logger: logger,
      replaceEngine: { models in
        serving = try workers.replacement(of: serving, models, in: program)
        engine.fill(serving)
      })
    while true {
      switch signals.wait() {
      case .reload: reload.run()
      case .stop(let signal):
        logger.info("draining", metadata: ["signal": "\(signal)"])
        let isComplete = service.drain(deadline: configuration.drain)
        logger.info("stopped", metadata: ["complete": "\(isComplete)"])
        if !isComplete { throw ExitStatus.failure.code }
        return
      }
    }
  }
}
