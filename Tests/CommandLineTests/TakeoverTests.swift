import Foundation
import Glibc
import Testing

@testable import Commands

@Suite("mien-worker takes over where the engine is to be in the process")
struct TakeoverTests {
  private let mien = Executable(name: "mien")
  private let sample = "Tools/sample/eileen-collins.mp4"

  @Test("Without the other program, everything that needs the engine says what to install")
  func missing() throws {
    let folder = URL(fileURLWithPath: NSTemporaryDirectory() + "mien-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.copyItem(at: mien.url, to: folder.appendingPathComponent("mien"))
    let alone = Executable(url: folder.appendingPathComponent("mien"))
    for arguments in [
      ["analyze", sample], ["analyze", sample, "--in-process"], ["bench"], ["classify", "x.npy"],
      ["serve", "--port", "0", "--in-process"],
    ] {
      let outcome = try alone.run(arguments)
      #expect(outcome.status == ExitStatus.failure.rawValue, "\(arguments)")
      #expect(outcome.output.isEmpty)
      #expect(
        outcome.errors.contains(folder.path + "/mien-worker")
          && outcome.errors.contains("install mien-worker beside mien"), "\(outcome.errors)")
    }
    // What needs no engine does without.
    for arguments in [["--version"], ["config"], ["bench", "--help"], ["classify", "--help"]] {
      #expect(try alone.run(arguments).status == 0, "\(arguments)")
    }
    #expect(try alone.run(["bench", "--runs", "0"]).status == ExitStatus.usage.rawValue)
  }

  @Test("mien-worker alone says that it is none to be called")
  func worker() throws {
    let outcome = try Executable(name: "mien-worker").run(["bench"])
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("mien serve"))
  }

  @Test("A service in this process keeps its number, and SIGTERM ends it with 0")
  func serve() throws {
    let folder = URL(fileURLWithPath: NSTemporaryDirectory() + "mien-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let output = folder.appendingPathComponent("output")
    // By variable, which only a look at the configuration tells.
    let process = try mien.process(
      ["serve", "--port", "0"], variables: ["MIEN_IN_PROCESS": "true"], output: output,
      errors: folder.appendingPathComponent("errors"))
    var address = ""
    for _ in 0..<400 where !address.contains("http://127.0.0.1:") {
      usleep(50_000)
      address = String(decoding: try Data(contentsOf: output), as: UTF8.self)
    }
    #expect(address.hasPrefix("Mien listens on http://127.0.0.1:"))
    let program = try FileManager.default.destinationOfSymbolicLink(
      atPath: "/proc/\(process.processIdentifier)/exe")
    #expect(program.hasSuffix("/mien-worker"))
    process.terminate()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 0)
  }
}
