import Configuration
import FoundationEssentials
import Glibc
import Synchronization

/// The value that each setting has, and where it comes from: flags before the environment before the
/// file before the defaults. swift-configuration looks them up and reports what it met.
struct EffectiveSettings: Sendable {
  struct Entry: Sendable {
    let setting: Setting
    /// Nil where nothing is set.
    let value: SettingValue?
    let source: SettingSource
  }

  let entries: [Entry]
  /// Variables that begin with `MIEN_` and that nothing here reads.
  let unknownVariables: [String]

  /// Variables of other parts: the folder of the models, and the file of settings itself.
  private static let otherVariables = ["MIEN_MODELS", "MIEN_CONFIG"]
  private static let prefix = "mien"

  /// Keeps what was reported of the last look-up.
  private final class Journal: AccessReporter {
    private let last = Mutex<AccessEvent?>(nil)
    func report(_ event: AccessEvent) { last.withLock { $0 = event } }
    var event: AccessEvent? { last.withLock { $0 } }
  }

  /// - Throws: `ConfigurationMistakes` with all that is wrong.
  init(
    options: ServeOptions, environment: [String: String] = ProcessInfo.processInfo.environment,
    processors: Int = sysconf(Int32(_SC_NPROCESSORS_ONLN))
  ) throws(ConfigurationMistakes) {
    let settings = Setting.all(processors: processors)
    // An empty variable is one that somebody's script could not fill.
    let environment = environment.filter { !$0.value.isEmpty }
    var mistakes: [ConfigurationMistake] = []
    var file: SettingsFile?
    if let path = options.file ?? environment["MIEN_CONFIG"] {
      do throws(ConfigurationMistake) {
        file = try SettingsFile(path: path)
      } catch {
        mistakes.append(error)
      }
    }
    if let file {
      let names = settings.map(\.name)
      for key in file.values.keys.sorted() where !names.contains(key) {
        mistakes.append(.unknownKey(file.path, key: key, known: names))
      }
    }

    var sources: [(source: SettingSource, provider: any ConfigProvider)] = [
      (.flag, Self.provider("flags", settings) { $0.value(in: options) }),
      (.environment, EnvironmentVariablesProvider(environmentVariables: environment)),
    ]
    if let file {
      sources.append((.file(file.path), Self.provider("file", settings) { file.values[$0.name] }))
    }
    sources.append((.standard, Self.provider("defaults", settings, \.standard)))

    let journal = Journal()
    let reader = ConfigReader(providers: sources.map(\.provider), accessReporter: journal)
      .scoped(to: ConfigKey([Self.prefix]))
    var entries: [Entry] = []
    for setting in settings {
      let value = Self.read(setting, from: reader)
      // The providers are asked in turn; the one that answered, or failed to, is the last.
      let place = max(0, (journal.event?.providerResults.count ?? 0) - 1)
      let source = sources[min(place, sources.count - 1)].source
      let isRefused =
        if case .failure = journal.event?.providerResults.last?.result { true } else { false }
      if isRefused || value.map({ !setting.permits($0) }) ?? false {
        let found =
          switch source {
          case .environment: environment[setting.variable]
          case .file: file?.values[setting.name]?.description
          case .flag, .standard: value?.description
          }
        mistakes.append(
          .value(
            source, place: source.place(of: setting), found: found ?? "",
            expected: setting.expected))
      }
      entries.append(Entry(setting: setting, value: value, source: source))
    }
    guard mistakes.isEmpty else { throw ConfigurationMistakes(mistakes: mistakes) }
    self.entries = entries
    let known = Set(settings.map(\.variable) + Self.otherVariables)
    unknownVariables = environment.keys.filter { $0.hasPrefix("MIEN_") && !known.contains($0) }
      .sorted()
  }

  private static func provider(
    _ name: String, _ settings: [Setting], _ value: (Setting) -> SettingValue?
  ) -> InMemoryProvider {
    var values: [AbsoluteConfigKey: ConfigValue] = [:]
    for setting in settings {
      values[AbsoluteConfigKey([prefix, setting.name])] = value(setting)?.content
    }
    return InMemoryProvider(name: name, values: values)
  }

  private static func read(_ setting: Setting, from reader: ConfigReader) -> SettingValue? {
    let key = ConfigKey([setting.name])
    return switch setting.kind {
    case .integer: reader.int(forKey: key).map(SettingValue.integer)
    case .text: reader.string(forKey: key).map(SettingValue.text)
    case .texts: reader.stringArray(forKey: key).map(SettingValue.texts)
    case .flag: reader.bool(forKey: key).map(SettingValue.flag)
    }
  }
}
