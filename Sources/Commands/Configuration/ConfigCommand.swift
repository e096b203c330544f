import ArgumentParser
import FoundationEssentials
import Glibc

/// `mien config`: what `mien serve` would be set to, and where each value comes from.
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Print the effective settings of the service, and where each comes from.",
    discussion: """
      Takes the options of `mien serve`. Flags count before the environment (MIEN_ and the option's \
      name in capitals, as MIEN_RATE_LIMIT), the environment before the file (--config), the file \
      before the defaults. Keys are never printed.
      """)

  @Flag(help: "One JSON object, which --config takes.")
  var json = false

  @OptionGroup var options: ServeOptions

  func run() throws {
    do throws(ConfigurationMistakes) {
      let settings = try EffectiveSettings(options: options)
      // What the values name is looked at as well.
      _ = try ServeConfiguration(settings)
      write(json ? settings.json : settings.table, to: STDOUT_FILENO)
      for name in settings.unknownVariables {
        write("mien: the variable \(name) is no setting; it is not read.\n", to: STDERR_FILENO)
      }
    } catch {
      throw ValidationError("\(error)")
    }
  }
}

extension EffectiveSettings {
  /// Setting, value and source in columns.
  var table: String {
    let rows =
      [("setting", "value", "source")]
      + entries.map { ($0.setting.name, $0.value?.description ?? "–", $0.source.description) }
    let widths = rows.reduce((0, 0)) { (max($0.0, $1.0.count), max($0.1, $1.1.count)) }
    return rows.map { row in
      padded(row.0, widths.0) + "  " + padded(row.1, widths.1) + "  " + row.2 + "\n"
    }.joined()
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// The values that are set, as a file of settings.
  var json: String {
    var values: [String: SettingValue] = [:]
    for entry in entries { values[entry.setting.name] = entry.value }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    // Names and plain values always encode.
    let data = (try? encoder.encode(values)) ?? Data()
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}

extension SettingValue: Encodable {
  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .integer(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    case .texts(let texts): try container.encode(texts)
    case .flag(let flag): try container.encode(flag)
    }
  }
}
