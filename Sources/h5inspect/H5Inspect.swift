import ArgumentParser
import FoundationEssentials
import Keras

/// The command line of the validator.
struct H5Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "h5inspect",
    abstract: "Tell what a Keras HDF5 file holds and whether it runs on this runtime.",
    discussion: """
      Exit code: 0 when every file runs, 1 when one is invalid, 2 when one is sound but not \
      supported; the worst of several files, where 1 is worse than 2.
      """)

  @Argument(help: "The files.", completion: .file(extensions: ["h5", "hdf5", "keras"]))
  var files: [String]

  @Flag(help: "Print JSON: an object for one file, a list for several.")
  var json = false

  func run() throws {
    let inspection = FileInspection(files: files)
    print(json ? try inspection.json() : inspection.text())
    if inspection.exitCode != 0 { throw ExitCode(inspection.exitCode) }
  }
}

/// The reports on all files and what follows from them.
struct FileInspection {
  let reports: [KerasFileReport]

  init(files: [String]) {
    reports = files.map { inspect($0) }
  }

  /// 0 runs, 1 invalid, 2 not supported.
  var exitCode: Int32 {
    if reports.contains(where: { $0.verdict == .invalid }) { return 1 }
    return reports.contains { $0.verdict == .unsupported } ? 2 : 0
  }

  /// All reports for reading, a blank line between two.
  func text() -> String {
    reports.map { ReportText($0).text }.joined(separator: "\n\n")
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data =
      reports.count == 1 ? try encoder.encode(reports[0]) : try encoder.encode(reports)
    return String(decoding: data, as: UTF8.self)
  }
}
