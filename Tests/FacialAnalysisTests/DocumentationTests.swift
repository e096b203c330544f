import Foundation
import Testing

@Suite("The article tells what the code does")
struct DocumentationTests {
  private static let article =
    Fixture.root + "/Sources/FacialAnalysis/FacialAnalysis.docc/HowTheScoresAreMade.md"

  /// The cells of the rows of the table under a heading.
  private func rows(under heading: String) throws -> [[String]] {
    var isInside = false
    var rows: [[String]] = []
    for line in try String(contentsOfFile: Self.article, encoding: .utf8).split(separator: "\n") {
      if line.hasPrefix("#") { isInside = line == heading }
      guard isInside, line.hasPrefix("| ") else { continue }
      rows.append(line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) })
    }
    return Array(rows.dropFirst())
  }

  @Test("Each constant stands in the code as in the article")
  func constants() throws {
    let rows = try rows(under: "## Constants")
    #expect(rows.count > 50)
    for row in rows {
      try #require(row.count == 3)
      let code = row[1].trimmingCharacters(in: CharacterSet(charactersIn: "`"))
      let source = try String(
        contentsOfFile: Fixture.root + "/Sources/" + row[2], encoding: .utf8)
      #expect(source.contains(code), "\(row[0]): \(code) is not in \(row[2])")
    }
  }
}
