import ArgumentParser
import FacialAnalysis
import Glibc

/// The command line: `mien serve`, `mien analyze`, `mien classify`, `mien bench`, `mien config`.
struct Mien: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mien",
    abstract: "Reads the visible expression of a person talking to a camera.",
    discussion: AnalysisReport.disclaimer,
    version: mienVersion,
    subcommands: [
      ServeCommand.self, AnalyzeCommand.self, ClassifyCommand.self, BenchCommand.self,
      ConfigCommand.self,
    ])
}

/// Exit statuses of `mien`. A script can tell from them what went wrong.
enum ExitStatus: Int32 {
  case success = 0
  case usage = 2
  /// A file is missing, is no video, or is damaged beyond use.
  case input = 3
  case noFace = 4
  /// The model or the cascade cannot be used.
  case model = 5
  /// A defect of the program, or a port that cannot be bound.
  case failure = 70

  var code: ExitCode { ExitCode(rawValue) }
}

extension Mien {
  /// Runs the command line with these arguments and ends the process.
  static func start(_ arguments: [String]) -> Never {
    do {
      var command = try parseAsRoot(arguments)
      Analyzer.prepareProcess()
      try command.run()
      Glibc.exit(ExitStatus.success.rawValue)
    } catch let code as ExitCode {
      Glibc.exit(code.rawValue)
    } catch {
      // ArgumentParser's own status for wrong usage is 64; help and version are no errors.
      let isUsage = exitCode(for: error) == ExitCode.validationFailure
      let text = fullMessage(for: error)
      if !text.isEmpty { write(text + "\n", to: isUsage ? STDERR_FILENO : STDOUT_FILENO) }
      Glibc.exit(isUsage ? ExitStatus.usage.rawValue : exitCode(for: error).rawValue)
    }
  }
}

/// Writes the whole text to a descriptor; a reader that has gone away is not an error.
func write(_ text: String, to descriptor: Int32) {
  var bytes = Array(text.utf8)[...]
  while !bytes.isEmpty {
    let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    if written < 0 && errno == EINTR { continue }
    guard written > 0 else { return }
    bytes = bytes.dropFirst(written)
  }
}
