import Foundation
import Glibc

/// A `mien serve` of its own, and a client.
final class Serving {
  let process: Process
  let folder: URL
  private(set) var address = ""

  init(
    _ options: [String], files: [String: String] = [:], waits: Bool = true,
    launcher: [String] = [], log: Pipe? = nil
  ) throws {
    folder = URL(fileURLWithPath: NSTemporaryDirectory() + "mien-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, text) in files {
      try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }
    let output = folder.appendingPathComponent("output")
    let path = folder.path
    process = try Executable(name: "mien").process(
      ["serve", "--port", "0"] + options.map { $0.replacingOccurrences(of: "FOLDER", with: path) },
      output: output, errors: folder.appendingPathComponent("errors"), launcher: launcher,
      errorPipe: log)
    for _ in 0..<400 where waits && !address.hasPrefix("Mien listens on ") {
      usleep(50_000)
      address = String(decoding: try Data(contentsOf: output), as: UTF8.self)
    }
    address = String(address.dropFirst("Mien listens on ".count)).trimmingCharacters(
      in: .whitespacesAndNewlines)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  var log: String {
    let data = try? Data(contentsOf: folder.appendingPathComponent("errors"))
    return String(decoding: data ?? Data(), as: UTF8.self)
  }

  /// The status of a request; minus curl's own status where there was no answer.
  static func status(_ arguments: [String]) -> Int {
    let curl = Process()
    let output = Pipe()
    curl.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
    curl.arguments =
      ["--silent", "--max-time", "60", "-o", "/dev/null", "-w", "%{http_code}"] + arguments
    curl.standardOutput = output
    guard (try? curl.run()) != nil else { return 0 }
    curl.waitUntilExit()
    guard curl.terminationStatus == 0 else { return -Int(curl.terminationStatus) }
    return Int(String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)) ?? 0
  }

  /// Sends SIGHUP and waits for a line in the log.
  func reload(until text: String, times: Int) {
    kill(process.processIdentifier, SIGHUP)
    wait(for: text, times: times)
  }

  /// Waits until a text is so often in the log.
  func wait(for text: String, times: Int) {
    for _ in 0..<400 where log.components(separatedBy: text).count - 1 < times { usleep(50_000) }
  }
}
