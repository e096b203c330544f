import Logging
import Service

/// What SIGHUP does: reads the configuration, the keys and the model again, and takes over all or
/// nothing.
struct ServeReload {
  let options: ServeOptions
  let service: Service
  let logger: Logger
  /// Makes the engine of these options serve from now on, or throws and leaves the old one.
  let replaceEngine: (ModelOptions) throws -> Void

  private(set) var settings: EffectiveSettings

  init(
    options: ServeOptions, settings: EffectiveSettings, service: Service, logger: Logger,
    replaceEngine: @escaping (ModelOptions) throws -> Void
  ) {
    self.options = options
    self.settings = settings
    self.service = service
    self.logger = logger
    self.replaceEngine = replaceEngine
  }

  /// A bad configuration or model is refused: logged, and the old one stays.
  mutating func run() {
    let fresh: EffectiveSettings
    let configuration: ServeConfiguration
    do throws(ConfigurationMistakes) {
      fresh = try EffectiveSettings(options: options)
      configuration = try ServeConfiguration(fresh)
    } catch {
      for mistake in error.mistakes { refuse("\(mistake)") }
      return
    }
    do {
      try replaceEngine(try configuration.models())
    } catch {
      refuse("\(error)")
      return
    }
    service.reload(configuration.service)
    let later = fresh.changesForNextStart(from: settings)
    logger.notice("reloaded")
    if !later.isEmpty {
      logger.warning(
        "these settings take effect at the next start",
        metadata: ["settings": "\(later.joined(separator: ", "))"])
    }
    settings = fresh
  }

  private func refuse(_ reason: String) {
    logger.error("reload refused, the old configuration stays", metadata: ["reason": "\(reason)"])
  }
}
