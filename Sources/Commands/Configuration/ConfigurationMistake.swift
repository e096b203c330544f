/// What is wrong with the configuration.
enum ConfigurationMistake: Error, Equatable, CustomStringConvertible {
  /// A value that a setting cannot have.
  case value(SettingSource, place: String, found: String, expected: String)
  /// A file that cannot be read at all.
  case unreadable(reason: String)
  /// A file that cannot be read as settings.
  case file(String, reason: String)
  /// A key of a file that is no setting.
  case unknownKey(String, key: String, known: [String])
  /// A value that its user refuses: keys, or the model's declaration.
  case refused(SettingSource, place: String, reason: String)

  var description: String {
    switch self {
    case .value(let source, let place, let found, let expected):
      "\(place) is \(found.debugDescription) (\(source)); expected is \(expected)."
    case .unreadable(let reason): reason
    case .file(let path, let reason):
      "\(path): \(reason); expected is a JSON object such as {\"port\": 8080}."
    case .unknownKey(let path, let key, let known):
      "\(path) has the key \(key.debugDescription), which is no setting; there are "
        + "\(known.joined(separator: ", "))."
    case .refused(let source, let place, let reason):
      "\(place) (\(source)): \(reason)"
    }
  }
}

/// All mistakes that were found, one a line.
struct ConfigurationMistakes: Error, CustomStringConvertible {
  let mistakes: [ConfigurationMistake]

  var description: String { mistakes.map(\.description).joined(separator: "\n") }
}
