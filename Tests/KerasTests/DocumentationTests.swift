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

  @Test("The table of the runtime's layers has each of them once, with the classes that become it")
  func runtimeLayers() throws {
    var classes: [String: Set<String>] = [:]
    for (name, runtime) in try rows(where: { $0 != "### Activations by name" }) {
      for layer in runtime.split(separator: ", ") where layer.first?.isUppercase == true {
        classes[String(layer), default: []].insert(name)
      }
    }
    let table = try runtimeRows()
    #expect(table.map(\.layer).sorted() == (try declaredLayers()).sorted())
    #expect(Set(classes.keys) == Set(table.map(\.layer)))
    for row in table { #expect(row.classes == classes[row.layer], "\(row.layer)") }
  }

  private static let runtime = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Sources/NeuralNetwork")

  /// The layers of the catalog of `NeuralNetwork`, and the classes of Keras that become them.
  private func runtimeRows() throws -> [(layer: String, classes: Set<String>)] {
    let path = Self.runtime.appendingPathComponent("NeuralNetwork.docc/SupportedLayers.md")
    return try String(contentsOf: path, encoding: .utf8).split(separator: "\n").compactMap { line in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 3, cells[0].hasPrefix("``") else { return nil }
      return (
        cells[0].trimmingCharacters(in: ["`"]),
        Set(cells[2].components(separatedBy: ", "))
      )
    }
  }

  /// The public types that the sources declare to be layers.
  private func declaredLayers() throws -> [String] {
    let folder = Self.runtime.appendingPathComponent("Layers")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return try files.flatMap { name -> [String] in
      let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
      return text.split(separator: "\n").compactMap { line in
        let words = line.split(whereSeparator: { " :,".contains($0) })
        guard words.count >= 4, words[0] == "public", words[1] == "struct",
          words[3] == "Layer" || words[3] == "SequenceLayer"
        else { return nil }
        return String(words[2])
      }
    }
  }

  @Test("No class is both supported and known not to be")
  func contradictions() {
    for name in UnsupportedClass.known.keys { #expect(LayerTable.classes[name] == nil) }
  }
}
