import Files
import Glibc
import Service

extension ServeConfiguration {
  private static let maximumKeysSize = 4 << 20

  /// Puts every setting where it belongs, and reads what they name.
  ///
  /// - Throws: `ConfigurationMistakes`.
  init(_ settings: EffectiveSettings) throws(ConfigurationMistakes) {
    self.init(processors: sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    for entry in settings.entries {
      if let value = entry.value { entry.setting.apply(value, to: &self) }
    }
    var mistakes: [ConfigurationMistake] = []
    if let keys {
      do {
        let bytes = try RegularFile.bytes(at: keys, limit: Self.maximumKeysSize)
        service.keys = try APIKeys(String(decoding: bytes, as: UTF8.self))
      } catch {
        let path = error is APIKeysError ? "\(keys): " : ""
        mistakes.append(settings.refusal(of: "api-keys", reason: "\(path)\(error)"))
      }
    }
    // One at a time, so that the mistake has a name.
    for (name, argument) in modelArguments {
      do {
        _ = try ModelOptions.parse([argument])
      } catch {
        mistakes.append(settings.refusal(of: name, reason: ModelOptions.message(for: error)))
      }
    }
    guard mistakes.isEmpty else { throw ConfigurationMistakes(mistakes: mistakes) }
  }

  /// The model's options, as `mien analyze` has them.
  func models() throws -> ModelOptions { try ModelOptions.parse(modelArguments.map(\.argument)) }

  /// The workers' options, as `mien analyze` has them.
  func workers() throws -> WorkerOptions { try WorkerOptions.parse(workerArguments) }
}

extension EffectiveSettings {
  /// A value that its user refuses, with where it came from.
  func refusal(of name: String, reason: String) -> ConfigurationMistake {
    guard let entry = entries.first(where: { $0.setting.name == name }) else {
      return .refused(.standard, place: name, reason: reason)
    }
    return .refused(entry.source, place: entry.source.place(of: entry.setting), reason: reason)
  }

  /// Names of settings whose values differ and that only a start takes over.
  func changesForNextStart(from old: EffectiveSettings) -> [String] {
    zip(entries, old.entries).filter { new, old in
      !new.setting.isReloadable && new.value != old.value
    }.map(\.0.setting.name)
  }
}
