import Foundation
import Testing

@testable import Commands

@Suite("mien serve")
struct ServeTests {
  private let mien = Executable(name: "mien")

  @Test("The service says where it listens, and SIGTERM ends it with 0")
  func serve() throws {
    let folder = URL(fileURLWithPath: NSTemporaryDirectory() + "mien-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let output = folder.appendingPathComponent("output")
    let process = try mien.process(
      ["serve", "--port", "0"], output: output, errors: folder.appendingPathComponent("errors"))
    var address = ""
    for _ in 0..<200 where !address.contains("http://127.0.0.1:") {
      Thread.sleep(forTimeInterval: 0.05)
      address = String(decoding: try Data(contentsOf: output), as: UTF8.self)
    }
    #expect(address.hasPrefix("Mien listens on http://127.0.0.1:"))
    process.terminate()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let log = String(
      decoding: try Data(contentsOf: folder.appendingPathComponent("errors")), as: UTF8.self)
    for line in log.split(separator: "\n") {
      #expect(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) is [String: Any], "\(line)")
    }
  }

  @Test(
    "A log that nobody reads stops nothing",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/curl")))
  func unreadLog() throws {
    let serving = try Serving([], log: Pipe())
    // Each has a line of the log, and a pipe holds ten of them.
    let long = serving.address + "/" + String(repeating: "x", count: 7000)
    for _ in 0..<30 { #expect(Serving.status([long]) == 404) }
    #expect(Serving.status([serving.address + "/health/ready"]) == 200)
    serving.process.terminate()
    serving.process.waitUntilExit()
    #expect(serving.process.terminationReason == .exit)
    #expect(serving.process.terminationStatus == 0)
  }

  @Test("Workers end with the service, even when it is killed")
  func orphans() throws {
    let folder = URL(fileURLWithPath: NSTemporaryDirectory() + "mien-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let output = folder.appendingPathComponent("output")
    let process = try mien.process(
      ["serve", "--port", "0", "--jobs", "2"], output: output,
      errors: folder.appendingPathComponent("errors"))
    var workers: [Int32] = []
    for _ in 0..<400 where workers.count < 2 {
      Thread.sleep(forTimeInterval: 0.05)
      workers = Self.workers(of: process.processIdentifier)
    }
    #expect(workers.count == 2)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    for _ in 0..<200 where workers.contains(where: Self.isAlive) {
      Thread.sleep(forTimeInterval: 0.05)
    }
    #expect(!workers.contains(where: Self.isAlive))
  }

  /// The workers that a process has started, by all of its threads.
  private static func workers(of process: Int32) -> [Int32] {
    let path = "/proc/\(process)/task"
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return tasks.flatMap { task -> [Int32] in
      let text = (try? String(contentsOfFile: "\(path)/\(task)/children", encoding: .utf8)) ?? ""
      return text.split(separator: " ").compactMap { Int32($0) }
    }
  }

  /// Whether a process is there and no zombie, which is for others to take leave of.
  private static func isAlive(_ process: Int32) -> Bool {
    let path = "/proc/\(process)/stat"
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return false }
    return !text.contains(") Z ")
  }

  @Test("In this process there are no workers")
  func inProcess() throws {
    let outcome = try mien.run(["serve", "--port", "0", "--in-process", "--worker-memory", "1"])
    #expect(outcome.status == ExitStatus.usage.rawValue)
    #expect(outcome.errors.contains("--worker-memory"))
  }

  @Test(
    "Access that is set wrongly is refused at start",
    arguments: [
      (["--api-keys", "README.md"], "line 3"), (["--api-keys", "/nowhere"], "/nowhere"),
      (["--rate-limit", "0"], "--rate-limit"),
      (["--allow-origin", "example.org"], "--allow-origin"),
      (["--allow-origin", "https://example.org/path"], "--allow-origin"),
    ])
  func access(options: [String], named: String) throws {
    let outcome = try mien.run(["serve", "--port", "0"] + options)
    #expect(outcome.status == ExitStatus.usage.rawValue)
    #expect(outcome.errors.contains(named))
  }

  @Test("A model that does not fit is refused at start with what was found")
  func wrongModel() throws {
    let outcome = try mien.run([
      "serve", "--port", "0", "--model",
      "Tests/FacialAnalysisTests/Fixtures/wrong_input.h5",
    ])
    #expect(outcome.status == ExitStatus.model.rawValue)
    #expect(outcome.errors.contains("(64, 64, 1)") && outcome.errors.contains("(48, 48, 1)"))
    #expect(!outcome.output.contains("listens"))
  }
}
