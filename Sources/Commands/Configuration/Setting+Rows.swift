/// Rows of the table whose values go where they are, and whose defaults are what is there.
extension Setting {
  /// A place in the configuration.
  typealias Place<Value> = WritableKeyPath<ServeConfiguration, Value> & Sendable

  /// A number of units; in the configuration, of ones.
  static func number(
    _ name: String, _ range: ClosedRange<Int>, _ option: Kind.Option<Int?>, _ place: Place<Int>,
    unit: Int = 1, _ standard: ServeConfiguration
  ) -> Setting {
    Setting(
      name: name, kind: .integer(range, option) { $0[keyPath: place] = $1 * unit },
      standard: .integer(standard[keyPath: place] / unit))
  }

  /// A time of whole seconds, up to a day.
  static func seconds(
    _ name: String, from first: Int = 1, _ option: Kind.Option<Int?>, _ place: Place<Duration>,
    _ standard: ServeConfiguration
  ) -> Setting {
    Setting(
      name: name, kind: .integer(first...86_400, option) { $0[keyPath: place] = .seconds($1) },
      standard: .integer(Int(standard[keyPath: place].components.seconds)))
  }

  /// A text.
  static func text(
    _ name: String, _ option: Kind.Option<String?>, _ place: Place<String>,
    _ standard: ServeConfiguration
  ) -> Setting {
    Setting(
      name: name, kind: .text(option) { $0[keyPath: place] = $1 },
      standard: .text(standard[keyPath: place]))
  }
}
