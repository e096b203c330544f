import Isolation

/// What a loading process writes: the magic `MIENRPLY`, the measures in force and a zero, of four
/// bytes each, then the report as JSON and the packed model, each after its length in eight bytes.
/// All numbers are little-endian; a part that is absent is empty.
struct LoaderAnswer: Equatable {
  var measures: Confinement.Measures
  var report: [UInt8]
  var pack: [UInt8]

  private static let magic = Array("MIENRPLY".utf8)
  /// A report is words; more would only be meant to fill memory.
  static let maximumReport = 64 << 20

  init(measures: Confinement.Measures, report: [UInt8], pack: [UInt8]) {
    self.measures = measures
    self.report = report
    self.pack = pack
  }

  /// Reads what came over the pipe, from a process that may have been taken over.
  ///
  /// - Throws: `IsolationError.result`.
  init(_ bytes: [UInt8]) throws(IsolationError) {
    guard bytes.count >= 32, bytes.starts(with: Self.magic) else {
      throw .result(found: "no answer", expected: "one that starts with its magic")
    }
    func number(at offset: Int, bytes count: Int) -> UInt64 {
      bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    let reportSize = number(at: 16, bytes: 8)
    guard reportSize <= UInt64(min(Self.maximumReport, bytes.count - 32)) else {
      throw .result(found: "a report of \(reportSize) bytes", expected: "what the answer holds")
    }
    let packStart = 24 + Int(reportSize) + 8
    let packSize = number(at: packStart - 8, bytes: 8)
    guard packSize == UInt64(bytes.count - packStart) else {
      throw .result(found: "a model of \(packSize) bytes", expected: "what the answer holds")
    }
    measures = Confinement.Measures(rawValue: UInt32(number(at: 8, bytes: 4)))
    report = Array(bytes[24..<24 + Int(reportSize)])
    pack = Array(bytes[packStart...])
  }

  var bytes: [UInt8] { start + pack }

  /// All but the packed model, which may be large.
  var start: [UInt8] {
    var bytes = Self.magic
    func append(_ number: UInt64, bytes count: Int) {
      for index in 0..<count { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * index))) }
    }
    append(UInt64(measures.rawValue), bytes: 4)
    append(0, bytes: 4)
    append(UInt64(report.count), bytes: 8)
    bytes += report
    append(UInt64(pack.count), bytes: 8)
    return bytes
  }
}
