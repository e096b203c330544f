import FacialAnalysis
import FoundationEssentials
import Glibc
import NeuralNetwork

/// What `mien bench` found.
struct BenchReport: Encodable {
  struct Machine: Encodable {
    let processor: String
    let cores: Int
    /// The kernels that OpenBLAS chose.
    let openBLAS: String

    init() {
      let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
      let line = information.split(separator: "\n").first { $0.hasPrefix("model name") }
      let name = line?.split(separator: ":", maxSplits: 1).last.map { $0.drop { $0 == " " } }
      processor = name.map(String.init) ?? "unknown"
      cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
      openBLAS = LinearAlgebra.coreName
    }
  }

  let version = mienVersion
  let machine = Machine()
  let video: String
  /// What a large matrix product reaches on one core, in gigaflops.
  let peakGigaflops: Double
  let stages: [Measurement]
  let whole: WholeMeasurement

  init(video: String, peak: Double, stages: [Measurement], whole: WholeMeasurement) {
    self.video = video
    peakGigaflops = peak
    self.stages = stages
    self.whole = whole
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }

  var table: String {
    var lines = [
      "mien \(version) on \(machine.processor), \(machine.cores) cores, OpenBLAS \(machine.openBLAS)",
      "matrix product on one core: \(Self.decimal(peakGigaflops, 0)) GFLOP/s", "",
      Self.row(
        "stage",
        ["of a", "count", "median ms", "p95 ms", "a second", "GFLOP/s", "of peak", "KiB kept"]),
    ]
    for stage in stages {
      lines.append(
        Self.row(
          stage.name,
          [
            stage.item, "\(stage.count)", Self.decimal(stage.median, 3),
            Self.decimal(stage.percentile95, 3), Self.decimal(stage.perSecond, 0),
            stage.gigaflops.map { Self.decimal($0, 0) } ?? "",
            stage.shareOfPeak.map { "\(Self.decimal(100 * $0, 0)) %" } ?? "",
            "\(stage.heapKept / 1024)",
          ]))
    }
    lines += [
      "",
      "whole, \(video), \(Self.decimal(whole.duration, 1)) s, \(whole.frames) frames:",
      "  median \(Self.decimal(whole.median, 3)) s, p95 \(Self.decimal(whole.percentile95, 3)) s,"
        + " processor \(Self.decimal(whole.processor, 3)) s,"
        + " \(Self.decimal(whole.framesPerSecond, 0)) frames/s,"
        + " peak resident \(whole.peakResident >> 20) MiB",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private static let nameWidth = 26
  private static let cellWidth = 10

  private static func row(_ name: String, _ cells: [String]) -> String {
    let name = name + String(repeating: " ", count: max(nameWidth - name.count, 0))
    return name
      + cells.map { String(repeating: " ", count: max(cellWidth - $0.count, 1)) + $0 }.joined()
  }

  /// A number with so many digits after the point.
  private static func decimal(_ value: Double, _ digits: Int) -> String {
    guard digits > 0 else { return "\(Int(value.rounded()))" }
    let power = (0..<digits).reduce(1.0) { product, _ in product * 10 }
    let scaled = Int((value * power).rounded())
    let fraction = "\(scaled % Int(power))"
    return "\(scaled / Int(power))."
      + String(repeating: "0", count: digits - fraction.count) + fraction
  }
}
