import AnalysisResult
import ArgumentParser

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
