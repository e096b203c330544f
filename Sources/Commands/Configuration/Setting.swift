import ArgumentParser
import Service

/// What `mien serve` is set to.
struct ServeConfiguration: Sendable {
  var service: ServiceConfiguration
  /// Path of the file of keys.
  var keys: String?
  /// The options of `ModelOptions` with their values, and the settings that they are.
  var modelArguments: [(setting: String, argument: String)] = []
  /// The options of `WorkerOptions` with their values.
  var workerArguments: [String] = []

  init(processors: Int) {
    service = ServiceConfiguration(processors: processors)
  }
}

/// One setting: its name, what it may be, and what it sets. A new one is an option of
/// `ServeOptions` and a row of the table.
struct Setting: Sendable {
  /// What it may be, the option that gives it, and where it goes.
  enum Kind: Sendable {
    /// An option of the command line.
    typealias Option<Value> = any KeyPath<ServeOptions, Value> & Sendable
    /// Puts a value where it belongs.
    typealias Target<Value> = @Sendable (inout ServeConfiguration, Value) -> Void

    case integer(ClosedRange<Int>, Option<Int?>, Target<Int>)
    case text(Option<String?>, Target<String>)
    case texts(
      Option<[String]>, expected: String, isRight: @Sendable (String) -> Bool, Target<[String]>)
    case flag(Option<Bool?>, Target<Bool>)
  }

  /// The name of the option without its dashes, and the key in the file.
  let name: String
  let kind: Kind
  /// Nil where nothing is set unless somebody does.
  var standard: SettingValue?
  /// Whether SIGHUP takes it over; the others take effect at the next start.
  var isReloadable = false

  var option: String { "--" + name }

  /// The environment variable, as swift-configuration makes it of `mien` and the name.
  var variable: String {
    "MIEN_" + name.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
  }

  /// What a value must be.
  var expected: String {
    switch kind {
    case .integer(let range, _, _):
      "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .text: "a text"
    case .texts(_, let expected, _, _): expected
    case .flag: "true or false"
    }
  }

  /// What the options give it.
  func value(in options: ServeOptions) -> SettingValue? {
    switch kind {
    case .integer(_, let path, _): options[keyPath: path].map(SettingValue.integer)
    case .text(let path, _): options[keyPath: path].map(SettingValue.text)
    case .texts(let path, _, _, _):
      options[keyPath: path].isEmpty ? nil : .texts(options[keyPath: path])
    case .flag(let path, _): options[keyPath: path].map(SettingValue.flag)
    }
  }

  /// Whether a value is one that it may have.
  func permits(_ value: SettingValue) -> Bool {
    switch (kind, value) {
    case (.integer(let range, _, _), .integer(let number)): range.contains(number)
    case (.text, .text(let text)): !text.isEmpty
    case (.texts(_, _, let isRight, _), .texts(let texts)): texts.allSatisfy(isRight)
    case (.flag, .flag): true
    default: false
    }
  }

  /// Sets what it sets, to a value that is permitted.
  func apply(_ value: SettingValue, to configuration: inout ServeConfiguration) {
    switch (kind, value) {
    case (.integer(_, _, let set), .integer(let number)): set(&configuration, number)
    case (.text(_, let set), .text(let text)): set(&configuration, text)
    case (.texts(_, _, _, let set), .texts(let texts)): set(&configuration, texts)
    case (.flag(_, let set), .flag(let flag)): set(&configuration, flag)
    default: break
    }
  }
}

/// A value of a setting.
enum SettingValue: Equatable, Sendable, CustomStringConvertible {
  case integer(Int)
  case text(String)
  case texts([String])
  case flag(Bool)

  var description: String {
    switch self {
    case .integer(let number): "\(number)"
    case .text(let text): text
    case .texts(let texts): texts.joined(separator: ",")
    case .flag(let flag): "\(flag)"
    }
  }
}
