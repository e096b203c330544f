import Foundation
import Imaging
import Testing

@testable import Commands
@testable import mien_worker

@Suite("mien classify")
struct ClassifyTests {
  private let mien = Executable(name: "mien")
  private let faces = "Tests/CommandLineTests/Fixtures/faces.npy"
  private static let tolerance = 1e-5

  private func table(_ text: String) -> (header: String, rows: [[Double]]) {
    let lines = text.split(separator: "\n")
    return (
      String(lines.first ?? ""),
      lines.dropFirst().map { $0.split(separator: ",").compactMap { Double($0) } }
    )
  }

  @Test("Faces of a NumPy file get the probabilities that Keras computes")
  func golden() throws {
    let outcome = try mien.run(["classify", faces])
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    let golden = try String(
      contentsOfFile: Executable.root + "/Tests/CommandLineTests/Fixtures/faces_golden.csv",
      encoding: .utf8)
    let (found, expected) = (table(outcome.output), table(golden))
    #expect(found.header == expected.header)
    #expect(found.rows.count == 3 && expected.rows.count == 3)
    for (row, wanted) in zip(found.rows, expected.rows) {
      #expect(row.count == 7 && wanted.count == 7)
      for (value, want) in zip(row, wanted) { #expect(abs(value - want) <= Self.tolerance) }
    }
  }

  @Test("A model that Mien comes with is found by its name")
  func shipped() throws {
    let outcome = try mien.run(["classify", faces, "--model", "emotion_tiny.h5"])
    #expect(outcome.status == 0)
    let rows = table(outcome.output).rows
    #expect(rows.count == 3)
    for row in rows { #expect(abs(row.reduce(0, +) - 1) <= Self.tolerance) }
    #expect(try mien.run(["classify", faces, "--model", "none.h5"]).status == 5)
  }

  @Test("A file that is none, and a model that is none, are told apart by the exit status")
  func refusals() throws {
    let missing = try mien.run(["classify", "/nowhere.npy"])
    #expect(missing.status == ExitStatus.input.rawValue)
    #expect(missing.errors.contains("/nowhere.npy"))
    let text = try mien.run(["classify", "README.md"])
    #expect(text.status == ExitStatus.input.rawValue)
    #expect(text.errors.contains("uint8"))
    let model = try mien.run(["classify", faces, "--model", "README.md"])
    #expect(model.status == ExitStatus.model.rawValue)
  }
}

@Suite("NumPy files of faces")
struct NumPyImagesTests {
  private func file(
    _ header: String, data: [UInt8], version: UInt8 = 1, length: Int? = nil
  ) -> [UInt8] {
    let length = length ?? header.utf8.count
    let lengthBytes = (0..<(version == 1 ? 2 : 4)).map {
      UInt8(truncatingIfNeeded: length >> (8 * $0))
    }
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + lengthBytes + Array(header.utf8) + data
  }

  private func header(
    _ shape: String, type: String = "|u1", fortran: String = "False"
  ) -> String {
    "{'descr': '\(type)', 'fortran_order': \(fortran), 'shape': (\(shape)), }\n"
  }

  private func refusal(_ bytes: [UInt8]) -> NumPyImagesError? {
    do throws(NumPyImagesError) {
      _ = try NumPyImages(bytes)
      return nil
    } catch {
      return error
    }
  }

  @Test("Images come in order, row by row, in every version of the format", arguments: [1, 2, 3])
  func versions(version: Int) throws {
    let bytes = file(header("2, 1, 3"), data: [1, 2, 3, 4, 5, 6], version: UInt8(version))
    let images = try NumPyImages(bytes).images
    #expect(images.map(\.pixels) == [[1, 2, 3], [4, 5, 6]])
    #expect(images.allSatisfy { $0.width == 3 && $0.height == 1 })
  }

  @Test("An array without images has none")
  func empty() throws {
    #expect(try NumPyImages(file(header("0, 48, 48"), data: [])).images.isEmpty)
  }

  @Test("Other arrays are refused with what they are")
  func others() {
    let float = refusal(
      file(header("1, 2, 2", type: "<f4"), data: [UInt8](repeating: 0, count: 16)))
    #expect(float == .array(type: "<f4", fortran: false, shape: "1,2,2"))
    #expect(float?.description.contains("uint8") == true)
    #expect(
      refusal(file(header("1, 2, 2", fortran: "True"), data: [0, 0, 0, 0]))
        == .array(type: "|u1", fortran: true, shape: "1,2,2"))
    #expect(refusal(file(header("2, 2"), data: [0, 0, 0, 0])) != nil)
    #expect(refusal(file(header("1, 0, 2"), data: [])) != nil)
  }

  @Test("Damaged files are refused")
  func damage() {
    #expect(refusal([]) == .notNumPy)
    #expect(refusal(Array("PK".utf8)) == .notNumPy)
    #expect(refusal(file("{}", data: [], version: 9)) == .version(9))
    #expect(refusal(file("{}", data: [])) == .header("{}"))
    let short = file(header("2, 2, 2"), data: [0])
    #expect(refusal(short) == .truncated(expected: short.count + 7, found: short.count))
    #expect(refusal(file("{}", data: [], length: 60_000)) != nil)
    let huge = "9223372036854775807, 9223372036854775807, 9"
    #expect(refusal(file(header(huge), data: [0])) != nil)
    #expect(refusal(file(header("99999999999999999999, 1, 1"), data: [0])) != nil)
  }
}
