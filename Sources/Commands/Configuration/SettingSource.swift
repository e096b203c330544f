import Configuration
import Files
import FoundationEssentials

/// Where a value comes from; the first that has one counts.
enum SettingSource: Equatable, Sendable, CustomStringConvertible {
  case flag, environment
  case file(String)
  case standard

  var description: String {
    switch self {
    case .flag: "flag"
    case .environment: "environment"
    case .file(let path): "file \(path)"
    case .standard: "default"
    }
  }

  /// How a person finds the setting there.
  func place(of setting: Setting) -> String {
    switch self {
    case .flag, .standard: setting.option
    case .environment: setting.variable
    case .file(let path): "\(path): \"\(setting.name)\""
    }
  }
}

extension SettingValue {
  /// As swift-configuration's providers hold it.
  var content: ConfigValue {
    switch self {
    case .integer(let number): ConfigValue(.int(number), isSecret: false)
    case .text(let text): ConfigValue(.string(text), isSecret: false)
    case .texts(let texts): ConfigValue(.stringArray(texts), isSecret: false)
    case .flag(let flag): ConfigValue(.bool(flag), isSecret: false)
    }
  }
}

/// A file of settings: a JSON object whose keys are names of settings.
///
/// swift-configuration's own reader of JSON needs all of Foundation, which is 44 MB of a program;
/// `JSONDecoder` of FoundationEssentials does as well.
struct SettingsFile {
  let path: String
  let values: [String: SettingValue]

  private static let maximumSize = 1 << 20

  private struct Value: Decodable {
    let value: SettingValue

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let flag = try? container.decode(Bool.self) {
        value = .flag(flag)
      } else if let number = try? container.decode(Int.self) {
        value = .integer(number)
      } else if let text = try? container.decode(String.self) {
        value = .text(text)
      } else if let texts = try? container.decode([String].self) {
        value = .texts(texts)
      } else {
        throw DecodingError.dataCorruptedError(
          in: container,
          debugDescription: "a value is no text, whole number, true, false or list of texts")
      }
    }
  }

  /// - Throws: `ConfigurationMistake.unreadable` or `.file`.
  init(path: String) throws(ConfigurationMistake) {
    self.path = path
    do {
      let bytes = try RegularFile.bytes(at: path, limit: Self.maximumSize)
      values = try JSONDecoder().decode([String: Value].self, from: Data(bytes))
        .mapValues(\.value)
    } catch let error as DecodingError {
      throw .file(path, reason: Self.reason(error))
    } catch {
      throw .unreadable(reason: "\(error)")
    }
  }

  private static func reason(_ error: DecodingError) -> String {
    switch error {
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .keyNotFound(_, let context), .dataCorrupted(let context):
      let key = context.codingPath.first.map { "\"\($0.stringValue)\": " } ?? ""
      // Foundation's sentences end with a full stop, ours go on.
      var reason = context.debugDescription
      if reason.hasSuffix(".") { reason.removeLast() }
      return key + reason
    @unknown default:
      return "\(error)"
    }
  }
}
