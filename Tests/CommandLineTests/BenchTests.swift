import Foundation
import Testing

@testable import Commands
@testable import mien_worker

@Suite("mien bench")
struct BenchTests {
  private let mien = Executable(name: "mien")

  @Test("Every stage and the whole are measured, as JSON and as a table")
  func stages() throws {
    let outcome = try mien.run(["bench", "--runs", "1", "--json"])
    #expect(outcome.status == 0)
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let stages = try #require(report["stages"] as? [[String: Any]])
    let names = stages.compactMap { $0["name"] as? String }
    #expect(
      names == [
        "decode", "detect the largest face", "detect all faces", "landmarks",
        "classify, 1 at once", "classify, 8 at once", "classify, 32 at once", "speech",
      ])
    for stage in stages {
      let median = try #require(stage["median"] as? Double)
      let percentile = try #require(stage["percentile95"] as? Double)
      #expect(median > 0 && percentile >= median)
    }
    let whole = try #require(report["whole"] as? [String: Any])
    #expect(whole["frames"] as? Int == 300)
    #expect((whole["peakResident"] as? Int ?? 0) > 1 << 20)

    let table = try mien.run(["bench", "--runs", "1"])
    for name in names { #expect(table.output.contains(name)) }
  }

  @Test("A file that is no video is refused")
  func refusal() throws {
    let outcome = try mien.run(["bench", "README.md"])
    #expect(outcome.status == ExitStatus.input.rawValue)
    #expect(outcome.errors.contains("README.md"))
    #expect(try mien.run(["bench", "--runs", "0"]).status == ExitStatus.usage.rawValue)
  }

  @Test("Quantiles are values that were measured")
  func quantiles() {
    #expect(Measurement.quantile(0.5, of: [1, 2, 3]) == 2)
    #expect(Measurement.quantile(0.5, of: [1, 2]) == 1)
    #expect(Measurement.quantile(0.95, of: (1...20).map(Double.init)) == 19)
    #expect(Measurement.quantile(1, of: [4]) == 4)
    #expect(Measurement.quantile(0.5, of: []) == 0)
  }
}
