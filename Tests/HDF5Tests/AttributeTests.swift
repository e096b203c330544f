import HDF5
import Testing

@Suite("Attributes hold texts in every form that writers use")
struct AttributeTests {
  @Test(
    "Lists of texts",
    arguments: [
      ("variableAscii", ["one", "", "größe"]), ("variableUtf8", ["one", "größe"]),
      ("nullPadded", ["one", "three"]), ("nullTerminated", ["one", "three"]),
      ("spacePadded", ["one", "a b"]), ("scalarBytes", ["2.0.5"]), ("scalarText", ["größe"]),
      ("emptyFloats", []), ("null", []),
    ])
  func lists(name: String, texts: [String]) throws {
    #expect(try Fixture.root("forms.h5").texts(name) == texts)
  }

  @Test("A list in parts is put together")
  func parts() throws {
    #expect(try Fixture.root("forms.h5").texts("parts") == ["a", "bb", "c", "dddd"])
  }

  @Test("Texts longer than an object header are read whole")
  func long() throws {
    #expect(try Fixture.root("forms.h5").text("long") == String(repeating: "x", count: 100_000))
  }

  @Test("What is absent is nil, not an error")
  func absent() throws {
    let root = try Fixture.root("forms.h5")
    #expect(try root.text("absent") == nil)
    #expect(try root.texts("absent") == nil)
    #expect(try !root.hasAttribute("absent"))
    #expect(try root.hasAttribute("number"))
  }

  @Test("Numbers are no texts", arguments: ["number", "numbers"])
  func numbers(name: String) throws {
    let root = try Fixture.root("forms.h5")
    guard
      case .wrongType(let location, _, let expected) = failure({ () throws(HDF5Error) in
        try root.texts(name)
      })
    else {
      Issue.record("no error")
      return
    }
    #expect(location.attribute == name)
    #expect(expected == "text")
  }

  @Test("Bytes that are not UTF-8 are an error")
  func invalid() throws {
    let root = try Fixture.root("forms.h5")
    let error = failure { () throws(HDF5Error) in try root.texts("invalid") }
    #expect(error == .text(Location(file: root.location.file, attribute: "invalid")))
  }

  @Test("Several texts are not one")
  func several() throws {
    let root = try Fixture.root("forms.h5")
    #expect(throws: HDF5Error.self) { try root.text("variableUtf8") }
  }

  @Test("Strings of a fixed size over the limit are refused")
  func fixedSize() throws {
    var limits = Limits.standard
    limits.fixedTextSize = 2
    let root = try File(contentsOf: Fixture.path("forms.h5"), limits: limits).root
    for name in ["nullPadded", "nullTerminated", "spacePadded"] {
      guard case .limit = failure({ () throws(HDF5Error) in try root.texts(name) }) else {
        Issue.record("\(name) is within the limits")
        continue
      }
    }
  }

  @Test("The limits hold")
  func limits() throws {
    var limits = Limits.standard
    limits.attributeCount = 1
    limits.textSize = 1000
    let root = try File(contentsOf: Fixture.path("forms.h5"), limits: limits).root
    for name in ["variableUtf8", "long", "parts"] {
      guard case .limit = failure({ () throws(HDF5Error) in try root.texts(name) }) else {
        Issue.record("\(name) is within the limits")
        continue
      }
    }
  }
}
