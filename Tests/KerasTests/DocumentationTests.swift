import Foundation
import Testing

@testable import Keras

@Suite("The documentation lists what runs")
struct DocumentationTests {
  /// The first and second cells of each row under a heading that `isWanted`.
  private func rows(where isWanted: (String) -> Bool) throws -> [(String, String)] {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Sources/Keras/Keras.docc/SupportedLayers.md")
    var rows: [(String, String)] = []
    var isInside = false
    for line in try String(contentsOf: path, encoding: .utf8).split(separator: "\n") {
      if line.hasPrefix("#") { isInside = isWanted(String(line)) }
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard isInside, line.hasPrefix("| "), cells.count >= 2 else { continue }
      rows.append((cells[0], cells[1]))
    }
    return rows.filter { $0.0 != "Keras" && $0.0 != "name" }
  }

  @Test("The table of layers has each class of the code once, and no other")
  func layers() throws {
    let rows = try rows { $0 != "### Activations by name" }
    #expect(rows.map(\.0).sorted() == LayerTable.classes.keys.sorted())
  }

  @Test("A class is said to do nothing exactly when it does nothing")
  func identities() throws {
    for (name, runtime) in try rows(where: { $0 != "### Activations by name" }) {
      #expect((runtime == "none") == (LayerTable.classes[name] == KerasIdentity.self), "\(name)")
    }
  }

  @Test("The table of activations has each function of the code once, and no other")
  func activations() throws {
    let rows = try rows { $0 == "### Activations by name" }
    #expect(rows.map(\.0).sorted() == (KerasActivation.named.keys + ["hard_sigmoid"]).sorted())
  }

  @Test("No class is both supported and known not to be")
  func contradictions() {
    for name in UnsupportedClass.known.keys { #expect(LayerTable.classes[name] == nil) }
  }
}
