import Foundation
import IsolatedKeras

/// Runs the built programs, which lie beside the test bundle.
struct Executable {
  struct Outcome {
    let status: Int32
    let output: String
    let errors: String
  }

  let url: URL

  init(url: URL) { self.url = url }

  /// A program that was built.
  init(name: String) {
    url = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent(name)
  }

  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// Reads files through the built h5inspect.
  static var loader: IsolatedLoader {
    IsolatedLoader(program: Executable(name: "h5inspect").url.path)
  }

  /// - Parameters:
  ///   - launcher: a program, with its arguments, that starts this one.
  ///   - errorPipe: in place of the file for its standard error.
  func process(
    _ arguments: [String], variables: [String: String] = [:], output: URL, errors: URL,
    launcher: [String] = [], errorPipe: Pipe? = nil
  ) throws -> Process {
    let command = launcher + [url.path] + arguments
    let process = Process()
    process.executableURL = URL(fileURLWithPath: command[0])
    process.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
    process.arguments = Array(command.dropFirst())
    process.currentDirectoryURL = URL(fileURLWithPath: Self.root)
    // Files and not pipes: a long answer must not wait for a reader.
    for file in [output, errors] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try errorPipe ?? FileHandle(forWritingTo: errors)
    try process.run()
    return process
  }

  func run(_ arguments: [String], variables: [String: String] = [:]) throws -> Outcome {
    let folder = URL(fileURLWithPath: NSTemporaryDirectory() + "mien-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let output = folder.appendingPathComponent("output")
    let errors = folder.appendingPathComponent("errors")
    let process = try process(
      arguments, variables: variables, output: output, errors: errors)
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus,
      output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
  }
}
