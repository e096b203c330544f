import Glibc
import Logging
import Service
import Workers

/// The engine of `mien serve`. What it does blocks, and is meant for threads of its own.
struct ServeEngine: Sendable {
  /// What is in force.
  struct State: Sendable {
    var settings: EffectiveSettings
    var engine: any AnalysisEngine
  }

  let program: Program
  let options: ServeOptions
  let settings: EffectiveSettings
  let configuration: ServeConfiguration
  let service: Service
  /// Where requests find the engine; those that come while it is loaded are told 503, instead of
  /// finding no listener.
  let slot: EngineSlot
  /// Where the service listens.
  let address: String
  let logger: Logger

  /// Loads the engine and says on stdout that requests are answered from now on.
  ///
  /// - Throws: `ExitCode` after saying on stderr what is wrong.
  func load() throws -> State {
    let log = WorkerLog(logger)
    let engine = try configuration.workers().engine(
      configuration.models(), in: program, workers: configuration.service.maximumRunningJobs,
      deadline: Int(configuration.service.analysisDeadline.components.seconds)
    ) { log.note($0) }
    slot.fill(engine)
    write("Mien listens on \(address)\n", to: STDOUT_FILENO)
    return State(settings: settings, engine: engine)
  }

  /// Reads the configuration, the keys and the model again, and takes over all or nothing. What is
  /// wrong is logged, and the old stays.
  ///
  /// - Returns: what is in force from now on.
  func reload(_ old: State) -> State {
    var state = old
    let changed: ServeConfiguration
    do throws(ConfigurationMistakes) {
      state.settings = try EffectiveSettings(options: options)
      changed = try ServeConfiguration(state.settings)
    } catch {
      for mistake in error.mistakes { refuse("\(mistake)") }
      return old
    }
    do {
      // The workers' options are those of the start.
      state.engine = try configuration.workers().replacement(
        of: old.engine, changed.models(), in: program)
    } catch {
      refuse("\(error)")
      return old
    }
    slot.fill(state.engine)
    service.reload(changed.service)
    logger.notice("reloaded")
    let later = state.settings.changesForNextStart(from: old.settings)
    if !later.isEmpty {
      logger.warning(
        "these settings take effect at the next start",
        metadata: ["settings": "\(later.joined(separator: ", "))"])
    }
    return state
  }

  private func refuse(_ reason: String) {
    logger.error("reload refused, the old configuration stays", metadata: ["reason": "\(reason)"])
  }
}
