import HDF5
import Testing

@Suite("What is not plainly in the file is refused")
struct RefusalTests {
  private func error(_ path: String) throws -> HDF5Error? {
    let root = try Fixture.root("refused.h5")
    return failure { () throws(HDF5Error) in try root.dataset(path) }
  }

  @Test(
    "Links other than the one hard link",
    arguments: [
      ("soft", "a soft link"), ("group/softGroup", "a soft link"),
      ("group/softGroup/x", "a soft link"), ("external", "a link to another file"),
      ("twice", "an object with 2 hard links"), ("cycle/inner", "an object with 2 hard links"),
      ("cycle/back/back/inner", "an object with 2 hard links"),
    ])
  func links(path: String, words: String) throws {
    guard case .link(_, let found) = try error(path) else {
      Issue.record("no error about a link")
      return
    }
    #expect(found == words)
  }

  @Test(
    "Values that are stored elsewhere, or not at all, or not plainly",
    arguments: [
      ("externalStorage", "values stored in another file"), ("virtual", "a virtual dataset"),
      ("lzf", "filter number 32000"), ("scaleOffset", "filter number 6"),
      ("unwritten", "0 stored bytes"), ("unwrittenChunks", "0 stored bytes for 20"),
    ])
  func storage(path: String, words: String) throws {
    guard case .storage(_, let found, _) = try error(path) else {
      Issue.record("no error about storage: \(String(describing: try error(path)))")
      return
    }
    #expect(found == words)
  }

  @Test("A dataset that unpacks to a thousandfold is refused before it is read")
  func bomb() throws {
    var limits = Limits.standard
    limits.expansion = 500
    let root = try File(contentsOf: Fixture.path("refused.h5"), limits: limits).root
    guard case .storage = failure({ () throws(HDF5Error) in try root.dataset("bomb") }) else {
      Issue.record("no error about storage")
      return
    }
  }

  @Test(
    "Sizes over the limits",
    arguments: ["huge", "wide", "rank", String(repeating: "d/", count: 12) + "d"])
  func sizes(path: String) throws {
    guard case .limit(_, _, let found, let limit) = try error(path) else {
      Issue.record("no error about a limit")
      return
    }
    #expect(found > limit)
  }

  @Test("A group with more members than the limit is not listed")
  func members() throws {
    var limits = Limits.standard
    limits.memberCount = 3
    let root = try File(contentsOf: Fixture.path("refused.h5"), limits: limits).root
    guard case .limit = failure({ () throws(HDF5Error) in try root.memberNames() }) else {
      Issue.record("no error about a limit")
      return
    }
  }

  @Test(
    "Types other than plain numbers",
    arguments: [
      "compound", "text", "boolean", "byte", "opaque", "opaqueNamed", "longDouble", "ofCommitted",
      "oddFloat",
      "empty", "null", "group", "committed",
    ])
  func types(path: String) throws {
    guard case .wrongType(let location, _, _) = try error(path) else {
      Issue.record("no error about a type: \(String(describing: try error(path)))")
      return
    }
    #expect(location.object == "/" + path)
  }

  @Test("A dataset is no group")
  func dataset() throws {
    let root = try Fixture.root("refused.h5")
    for path in ["plain", "plain/x"] {
      guard case .wrongType = failure({ () throws(HDF5Error) in try root.group(path) }) else {
        Issue.record("no error about a type")
        return
      }
    }
  }

  @Test("Every error says what was found and what was expected")
  func descriptions() throws {
    for path in ["soft", "external", "virtual", "lzf", "huge", "compound", "absent"] {
      let text = try #require(try error(path)).description
      #expect(text.contains("refused.h5"))
      #expect(text.contains("/" + path))
      #expect(text.contains("found"))
      #expect(text.contains("expected"))
    }
  }
}
