import FoundationEssentials
import Glibc
import IsolatedKeras
import Keras

/// The reports on all files and what follows from them.
struct FileInspection {
  /// One file's report, and what was asked for beside it.
  struct Entry: Encodable {
    let report: KerasFileReport
    /// The packed model; nil where not asked for, or where the file does not run.
    let pack: [UInt8]?
    let contract: ContractCheck?

    private enum CodingKeys: String, CodingKey {
      case contract
    }

    func encode(to encoder: any Encoder) throws {
      try report.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encodeIfPresent(contract, forKey: .contract)
    }
  }

  let entries: [Entry]
  var reports: [KerasFileReport] { entries.map(\.report) }

  /// Reads the files, each in a process of its own.
  init(
    files: [String], loader: IsolatedLoader, wishes: IsolatedLoader.Wishes = [],
    golden: String? = nil, architecture: String? = nil, checksContract: Bool = false
  ) {
    entries = files.map { file in
      let result = loader.inspect(
        file, wishes: wishes, golden: golden, architecture: architecture)
      return Entry(
        report: result.report, pack: result.pack,
        contract: checksContract ? ContractCheck(result.report) : nil)
    }
  }

  /// 0 runs, 1 invalid, 2 not supported, 3 runs but fails the comparison or the contract.
  var exitCode: Int32 {
    if reports.contains(where: { $0.verdict == .invalid }) { return 1 }
    if reports.contains(where: { $0.verdict == .unsupported }) { return 2 }
    let fails = entries.contains { entry in
      entry.report.verification.map { !$0.agrees } ?? false
        || entry.contract.map { !$0.isMet } ?? false
    }
    return fails ? 3 : 0
  }

  /// All entries for reading, a blank line between two.
  func text(_ words: (KerasFileReport) -> String = { ReportText($0).text }) -> String {
    entries.map { entry in
      ([words(entry.report)] + (entry.contract.map { ["", $0.text] } ?? []))
        .joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  func json() throws -> String {
    entries.count == 1 ? try Self.json(entries[0]) : try Self.json(entries)
  }

  static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

/// Paths that the program needs.
enum Program {
  /// This program, to be run again as the process that reads a file.
  static let path = "/proc/self/exe"
}

/// Writes a file whole or not at all.
///
/// - Returns: What went wrong; nil when nothing did.
func write(_ bytes: [UInt8], to path: String) -> String? {
  let temporary = path + ".\(getpid())"
  let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
  guard descriptor >= 0 else { return String(cString: strerror(errno)) }
  var rest = bytes[...]
  while !rest.isEmpty {
    let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if written < 0 && errno == EINTR { continue }
    guard written > 0 else { break }
    rest = rest.dropFirst(written)
  }
  let isWhole = rest.isEmpty && close(descriptor) == 0 && rename(temporary, path) == 0
  let reason = String(cString: strerror(errno))
  if !isWhole { unlink(temporary) }
  return isWhole ? nil : reason
}
