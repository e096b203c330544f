import ArgumentParser
import Foundation
import IsolatedKeras
import Testing

@testable import h5inspect

@Suite("h5inspect tells what a file holds and whether it runs")
struct H5InspectTests {
  private static let fixtures = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("KerasTests/Fixtures")

  private func path(_ name: String) -> String {
    H5InspectTests.fixtures.appendingPathComponent(name).path
  }

  private func inspection(_ names: String...) -> FileInspection {
    FileInspection(files: names.map(path), loader: Executable.loader)
  }

  @Test("A model that runs: every fact, the table, and yes")
  func runs() {
    let inspection = inspection("Residual.tfkeras.h5")
    #expect(inspection.exitCode == 0)
    let lines = inspection.text().split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0].hasPrefix("file             /"))
    #expect(lines.contains("kind             whole model (structure and weights)"))
    #expect(lines.contains("backend          tensorflow"))
    #expect(lines.contains("model            residual (Functional)"))
    #expect(lines.contains("weights          float32"))
    #expect(lines.contains("input            image (11, 10, 1)"))
    #expect(lines.contains("output           prediction (5)"))
    #expect(lines.contains("NaN or infinite  0"))
    #expect(lines.last == "runs on this runtime: yes")
  }

  @Test("The columns of the table stand under their heads")
  func columns() throws {
    let lines = inspection("Residual.tfkeras.h5").text()
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let head = try #require(lines.firstIndex { $0.hasPrefix("layer") })
    let rows = lines[(head + 2)...].prefix { !$0.isEmpty }
    #expect(rows.count == 20)
    let width = lines[head].count
    #expect(lines[head + 1] == String(repeating: "-", count: width))
    let classes = try #require(lines[head].range(of: "class"))
    let column = lines[head].distance(from: lines[head].startIndex, to: classes.lowerBound)
    for row in rows {
      #expect(row.count == width)
      #expect(Array(row)[column - 1] == " ")
      #expect(Array(row)[column] != " ")
    }
    #expect(rows.contains { $0.contains("DepthwiseConv2D") && $0.contains("(6, 5, 4)") })
  }

  @Test("A model that is refused: each reason on a line of its own")
  func refused() {
    let inspection = inspection("refused.keras3.h5")
    #expect(inspection.exitCode == 2)
    let text = inspection.text()
    #expect(text.contains("runs on this runtime: no, not supported:\n  - layer "))
    for layer in ["twice (Lambda)", "smooth (Resizing)", "recurrent (GRU)"] {
      #expect(text.contains("\n  - layer \(layer): "))
    }
  }

  @Test("An invalid file: the error")
  func invalid() {
    let inspection = inspection("absent.h5")
    #expect(inspection.exitCode == 1)
    #expect(inspection.text().contains("runs on this runtime: no, invalid:\n  - "))
    #expect(inspection.text().contains("No such file or directory"))
  }

  @Test("The worst of several files decides")
  func several() {
    let good = "Sequential.keras3.h5"
    #expect(inspection(good, good).exitCode == 0)
    #expect(inspection(good, "refused.keras3.h5").exitCode == 2)
    #expect(inspection("notKeras.h5", good).exitCode == 1)
    #expect(inspection("refused.keras3.h5", "notKeras.h5", good).exitCode == 1)
    #expect(inspection(good, "notKeras.h5").text().contains("yes\n\nfile"))
  }

  @Test("JSON: an object for one file, a list for several")
  func json() throws {
    let one = try inspection("Sequential.keras3.h5").json()
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(one.utf8)) as? [String: Any])
    #expect(object["verdict"] as? String == "runs")
    #expect(object["kind"] as? String == "wholeModel")
    #expect((object["layers"] as? [[String: Any]])?.count == 7)
    let two = try inspection("kindC.h5", "notKeras.h5").json()
    let list = try #require(
      JSONSerialization.jsonObject(with: Data(two.utf8)) as? [[String: Any]])
    #expect(list.map { $0["verdict"] as? String } == ["unsupported", "invalid"])
    let refusals = try #require(list[0]["refusals"] as? [[String: Any]])
    #expect((refusals[0]["reason"] as? String)?.contains("weights only") == true)
    let errors = try #require(list[1]["errors"] as? [String])
    #expect(errors.first?.contains("notKeras.h5") == true)
  }

  @Test("Without a file there is a usage error")
  func usage() {
    #expect(throws: (any Error).self) { try H5Inspect.parse([]) }
    #expect(throws: (any Error).self) { try H5Inspect.parse(["a.h5", "--xml"]) }
    #expect(throws: Never.self) { try H5Inspect.parse(["a.h5", "--json", "b.h5"]) }
  }

  @Test("Running it throws the exit code")
  func exitCode() throws {
    var command = try H5Inspect.parse([path("notKeras.h5")])
    #expect(throws: ExitCode(1)) { try command.run(Executable.loader) }
    command = try H5Inspect.parse([path("refused.tfkeras.h5")])
    #expect(throws: ExitCode(2)) { try command.run(Executable.loader) }
  }
}
