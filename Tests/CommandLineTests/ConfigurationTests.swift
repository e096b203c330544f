import ArgumentParser
import Foundation
import Testing

@testable import Commands

@Suite("Configuration of the service")
struct ConfigurationTests {
  private func settings(
    _ arguments: [String] = [], _ environment: [String: String] = [:], file: String? = nil
  ) throws -> EffectiveSettings {
    var arguments = arguments
    let path = NSTemporaryDirectory() + "mien-settings-\(UUID().uuidString).json"
    defer { try? FileManager.default.removeItem(atPath: path) }
    if let file {
      try Data(file.utf8).write(to: URL(fileURLWithPath: path))
      arguments += ["--config", path]
    }
    return try EffectiveSettings(
      options: try ServeOptions.parse(arguments), environment: environment, processors: 4)
  }

  private func mistakes(
    _ arguments: [String] = [], _ environment: [String: String] = [:], file: String? = nil
  ) -> [String] {
    do {
      _ = try ServeConfiguration(try settings(arguments, environment, file: file))
      return []
    } catch let error as ConfigurationMistakes {
      return error.mistakes.map(\.description)
    } catch {
      return ["\(error)"]
    }
  }

  private func entry(_ name: String, _ settings: EffectiveSettings) -> EffectiveSettings.Entry? {
    settings.entries.first { $0.setting.name == name }
  }

  @Test("A flag counts before the environment, that before the file, and that before the default")
  func order() throws {
    let file = #"{"port": 3, "queue": 3, "jobs": 3}"#
    let found = try settings(
      ["--port", "1"], ["MIEN_PORT": "2", "MIEN_QUEUE": "2"], file: file)
    #expect(entry("port", found)?.value == .integer(1))
    #expect(entry("port", found)?.source == .flag)
    #expect(entry("queue", found)?.value == .integer(2))
    #expect(entry("queue", found)?.source == .environment)
    #expect(entry("jobs", found)?.value == .integer(3))
    guard case .file = entry("jobs", found)?.source else {
      Issue.record("jobs does not come from the file")
      return
    }
    #expect(entry("deadline", found)?.value == .integer(300))
    #expect(entry("deadline", found)?.source == .standard)
    #expect(entry("rate-limit", found)?.value == nil)
  }

  @Test("Every setting can be an option, a variable and a key of the file")
  func everywhere() throws {
    for setting in Setting.all(processors: 4) {
      let (text, json, value): (String, String, SettingValue) =
        switch setting.kind {
        case .integer(let range, _, _):
          ("\(range.upperBound)", "\(range.upperBound)", .integer(range.upperBound))
        case .text: ("x", #""x""#, .text("x"))
        case .texts: ("https://a.b", #"["https://a.b"]"#, .texts(["https://a.b"]))
        case .flag: ("false", "false", .flag(false))
        }
      let flag =
        if case .flag = setting.kind { ["--no-" + setting.name] } else {
          [setting.option, text]
        }
      for found in [
        try settings(flag), try settings([], [setting.variable: text]),
        try settings(file: "{\"\(setting.name)\": \(json)}"),
      ] {
        #expect(entry(setting.name, found)?.value == value, "\(setting.name)")
        #expect(entry(setting.name, found)?.source != .standard, "\(setting.name)")
      }
    }
  }

  @Test("Every number has bounds in each source, and changes what the service is set to")
  func bounds() throws {
    for setting in Setting.all(processors: 4) {
      guard case .integer(let range, _, _) = setting.kind else { continue }
      for number in [range.lowerBound - 1, range.upperBound + 1] {
        for found in [
          mistakes(["\(setting.option)=\(number)"]), mistakes([], [setting.variable: "\(number)"]),
          mistakes(file: "{\"\(setting.name)\": \(number)}"),
        ] {
          #expect(
            found.count == 1 && found.first?.contains("is \"\(number)\"") == true
              && found.first?.contains("from \(range.lowerBound) to \(range.upperBound)") == true,
            "\(setting.name): \(found)")
        }
      }
      let configurations = try [range.lowerBound, range.upperBound].map { number in
        var text = ""
        dump(try ServeConfiguration(try settings(["\(setting.option)=\(number)"])), to: &text)
        return text
      }
      #expect(Set(configurations).count == 2, "\(setting.name)")
    }
  }

  @Test("The help names every setting with its default")
  func help() {
    let help = ServeCommand.helpMessage().split(whereSeparator: \.isWhitespace)
    let entries = help.joined(separator: " ").components(separatedBy: " --")
    for setting in Setting.all(processors: 4) {
      let entry = entries.first { entry in
        [" <", "/"].contains { entry.hasPrefix(setting.name + $0) }
      }
      #expect(entry != nil, "\(setting.name)")
      guard let standard = setting.standard, setting.name != "jobs" else { continue }
      let text =
        switch standard {
        case .flag(let flag): flag ? "yes" : "no"
        default: standard.description
        }
      #expect(entry?.contains("(default: \(text)") == true, "\(setting.name): \(entry ?? "")")
    }
  }

  @Test("All mistakes are told at once, each with its source, what was found and what is expected")
  func mistakesAreNamed() {
    let found = mistakes(
      ["--port", "70000"], ["MIEN_JOBS": "many", "MIEN_RATE_LIMIT": "0"],
      file: #"{"queue": "long", "allow-origin": ["https://a.b/c"], "prot": 80}"#)
    #expect(found.count == 6)
    let all = found.joined(separator: "\n")
    for part in [
      #"--port is "70000" (flag); expected is a whole number from 0 to 65535."#,
      #"MIEN_JOBS is "many" (environment); expected is a whole number from 1 to 1024."#,
      #"MIEN_RATE_LIMIT is "0" (environment)"#, #""queue" is "long" (file "#,
      #""allow-origin" is "https://a.b/c""#, #"has the key "prot", which is no setting"#,
    ] {
      #expect(all.contains(part), "\(part) is not in: \(all)")
    }
  }

  @Test(
    "A file that is no object of settings is refused",
    arguments: ["", "[]", "{", #"{"port": {}}"#, #"{"port": 1.5}"#, #"{"port": null}"#])
  func badFile(text: String) {
    let found = mistakes(file: text)
    #expect(found.count == 1)
    #expect(found.first?.contains("expected is a JSON object") == true, "\(found)")
  }

  @Test("A file that is not there is an error, and so are keys that cannot be read")
  func absent() {
    #expect(mistakes(["--config", "/nowhere"]).first?.hasPrefix("/nowhere: ") == true)
    #expect(mistakes([], ["MIEN_CONFIG": "/nowhere"]).count == 1)
    let keys = mistakes([], ["MIEN_API_KEYS": "/nowhere"])
    #expect(keys.first?.hasPrefix("MIEN_API_KEYS (environment): /nowhere") == true, "\(keys)")
  }

  @Test("What is said of the model is refused under its own name")
  func model() {
    let found = mistakes([], ["MIEN_INPUT_RANGE": "wide"], file: #"{"labels": "a,b"}"#)
    #expect(found.count == 2)
    #expect(found.contains { $0.contains(#""labels" (file "#) }, "\(found)")
    #expect(found.contains { $0.hasPrefix("MIEN_INPUT_RANGE (environment): ") }, "\(found)")
  }

  @Test("An empty variable is none, and one that is no setting is told")
  func variables() throws {
    let found = try settings(
      [], ["MIEN_PORT": "", "MIEN_PROT": "1", "MIEN_MODELS": "/m", "X": "1"])
    #expect(entry("port", found)?.source == .standard)
    #expect(found.unknownVariables == ["MIEN_PROT"])
  }

  @Test("What is printed as JSON is a file with the same values")
  func roundTrip() throws {
    let first = try settings(
      ["--port", "1", "--no-second-opinion", "--allow-origin", "*"], ["MIEN_RATE_LIMIT": "5"])
    let second = try settings(file: first.json)
    #expect(first.entries.map(\.value) == second.entries.map(\.value))
    #expect(first.changesForNextStart(from: second).isEmpty)
    #expect(try settings(["--port", "2"]).changesForNextStart(from: try settings()) == ["port"])
  }

  @Test("Values arrive where they belong")
  func applied() throws {
    let configuration = try ServeConfiguration(
      try settings([
        "--maximum-upload", "3", "--deadline", "7", "--drain", "9", "--maximum-duration", "60",
        "--temporary-folder", "/x", "--rate-limit", "4", "--model", "m.h5", "--no-second-opinion",
        "--scope", "emotions", "--mirrored",
      ]))
    #expect(configuration.service.server.maximumBodyBytes == 3 << 20)
    #expect(configuration.service.analysisDeadline == .seconds(7))
    #expect(configuration.service.drainDeadline == .seconds(9))
    #expect(configuration.service.limits.maximumDuration == 60)
    #expect(configuration.service.temporaryFolder == "/x")
    #expect(configuration.service.requestsPerMinute == 4)
    let models = try configuration.models()
    #expect(models.model == "m.h5" && models.secondOpinion == false)
    #expect(models.scope == .emotions && models.mirrored == true)
  }

  @Test("mien config prints every setting with its source, and ends with 2 for a mistake")
  func command() throws {
    let mien = Executable(name: "mien")
    let outcome = try mien.run(["config", "--port", "9"])
    #expect(outcome.status == 0)
    #expect(outcome.output.contains(/port +9 +flag\n/))
    #expect(outcome.output.contains(/queue +32 +default\n/))
    #expect(outcome.output.split(separator: "\n").count == Setting.all(processors: 1).count + 1)
    let wrong = try mien.run(["config", "--queue", "-1"])
    #expect(wrong.status == ExitStatus.usage.rawValue)
    #expect(wrong.errors.contains("--queue"))
  }
}
