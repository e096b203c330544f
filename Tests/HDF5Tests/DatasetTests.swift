import HDF5
import Testing

@Suite("Datasets are read as floats from every stored form")
struct DatasetTests {
  @Test(
    "Floating-point types of either byte order",
    arguments: [
      ("little16", 16, false), ("little32", 32, false), ("little64", 64, false),
      ("big16", 16, true), ("big32", 32, true), ("big64", 64, true),
    ])
  func floats(name: String, bits: Int, isBigEndian: Bool) throws {
    let dataset = try Fixture.root("forms.h5").dataset(name)
    #expect(dataset.elementType == .float(bits: bits, isBigEndian: isBigEndian))
    #expect(dataset.dimensions == [2, 3])
    #expect(try dataset.floats() == Fixture.values)
  }

  @Test("Integer types", arguments: ["integerLi4", "integerLu4", "integerLi8", "integerBi8"])
  func integers(name: String) throws {
    let dataset = try Fixture.root("forms.h5").dataset(name)
    #expect(try dataset.floats() == [1, 2, 3])
  }

  @Test("The brain floats of Keras 3 are the upper halves of floats")
  func brainFloats() throws {
    let dataset = try Fixture.root("forms.h5").dataset("brain")
    #expect(dataset.elementType == .bfloat16)
    #expect(dataset.dimensions == [2, 3])
    #expect(try dataset.floats() == Fixture.values)
  }

  @Test("A scalar has no dimensions and one value")
  func scalar() throws {
    let dataset = try Fixture.root("forms.h5").dataset("scalar")
    #expect(dataset.dimensions.isEmpty)
    #expect(try dataset.floats() == [7])
  }

  @Test("Compressed, shuffled and checksummed chunks are unpacked")
  func chunks() throws {
    let dataset = try Fixture.root("forms.h5").dataset("gzip")
    #expect(dataset.dimensions == [40, 12])
    let values = try dataset.floats()
    for row in 0..<40 {
      for column in 0..<12 {
        #expect(values[row * 12 + column] == Fixture.values[row % 2 * 3 + column % 3])
      }
    }
  }

  @Test("Paths lead through groups")
  func paths() throws {
    let root = try Fixture.root("forms.h5")
    #expect(try root.dataset("deep/deeper/deepest").floats() == Fixture.values)
    #expect(try root.group("deep").dataset("deeper/deepest").floats() == Fixture.values)
    #expect(try root.group("deep").memberNames() == ["deeper"])
    #expect(try root.contains("deep/deeper"))
    #expect(try !root.contains("deep/other"))
    #expect(try root.group("deep/deeper").location.object == "/deep/deeper")
  }

  @Test(
    "Paths that are none lead nowhere",
    arguments: ["", "/", "deep//deeper", "deep/", "/deep", ".", "deep/.", "absent", "deep\0"])
  func malformedPaths(path: String) throws {
    let root = try Fixture.root("forms.h5")
    guard case .missing = failure({ () throws(HDF5Error) in try root.dataset(path) }) else {
      Issue.record("found something at '\(path)'")
      return
    }
  }

  @Test("Newer generations of the format are read", arguments: ["forms_v108.h5", "forms_v110.h5"])
  func generations(name: String) throws {
    let root = try Fixture.root(name)
    #expect(try root.text("scalarText") == "größe")
    #expect(try root.text("n6") == "text number 6 of these")
    #expect(try root.dataset("little32").floats() == Fixture.values)
  }

  @Test("Objects outlive the value that opened the file")
  func lifetime() throws {
    var file: File? = try File(contentsOf: Fixture.path("forms.h5"))
    let dataset = try #require(try file?.root.dataset("little32"))
    file = nil
    #expect(try dataset.floats() == Fixture.values)
  }

  @Test("Two files of one name in memory are not mistaken for each other")
  func images() throws {
    let first = try File(bytes: try Fixture.bytes("forms.h5"), name: "model")
    let second = try File(bytes: try Fixture.bytes("refused.h5"), name: "model")
    #expect(try first.root.contains("little32"))
    #expect(try !second.root.contains("little32"))
    #expect(try second.root.contains("plain"))
  }

  @Test("Several threads read at once")
  func threads() async throws {
    let shared = try Fixture.root("forms.h5")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<8 {
        group.addTask {
          for _ in 0..<50 {
            let root = index.isMultiple(of: 2) ? shared : try Fixture.root("forms.h5")
            #expect(try root.dataset("big64").floats() == Fixture.values)
            #expect(try root.texts("variableUtf8") == ["one", "größe"])
            #expect(throws: HDF5Error.self) { try root.dataset("absent") }
          }
        }
      }
      try await group.waitForAll()
    }
  }
}
