import FaceDetection
import Testing

@Suite("Refusal of malformed, hostile and unsupported cascades")
struct CascadeRefusalTests {
  /// The error that reading a changed cascade throws.
  private func refusal(
    _ change: (inout SyntheticCascade) -> Void, sourceLocation: SourceLocation = #_sourceLocation
  ) -> CascadeError? {
    var cascade = SyntheticCascade()
    change(&cascade)
    return refusal(cascade.text, sourceLocation: sourceLocation)
  }

  private func refusal(
    _ text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) -> CascadeError? {
    #expect(throws: CascadeError.self, sourceLocation: sourceLocation) {
      try CascadeClassifier(xml: Array(text.utf8), name: "bad.xml")
    }
  }

  @Test("The cascade that the other tests spoil is good")
  func good() throws {
    #expect(
      try CascadeClassifier(xml: SyntheticCascade().bytes, name: "good.xml").stages.count == 1)
  }

  @Test("A document type declaration is refused before it defines an entity")
  func documentType() {
    let bomb = """
      <!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>

      """
    #expect(refusal { $0.head = bomb } == .documentType(file: "bad.xml", line: 2))
    #expect(
      refusal { $0.head = "<!DOCTYPE x SYSTEM \"file:///etc/passwd\">\n" }
        == .documentType(file: "bad.xml", line: 2))
  }

  @Test("What is not well-formed XML is refused with the line")
  func malformed() {
    for text in [
      "", "no xml", "<opencv_storage>\n<cascade>", "<opencv_storage>&x;</opencv_storage>",
    ] {
      guard case .malformedXML("bad.xml", let line, let reason) = refusal(text) else {
        Issue.record("\(text)")
        continue
      }
      #expect(line >= 1)
      #expect(!reason.isEmpty)
    }
    guard case .malformedXML(_, 4, _) = refusal({ $0.stageType = "<b></i>" }) else {
      Issue.record("line")
      return
    }
  }

  @Test("Lines are counted whatever ends them, and in other encodings")
  func lines() {
    let text = SyntheticCascade(width: "wide").text
    func line(_ bytes: [UInt8]) -> Int? {
      let error = #expect(throws: CascadeError.self) {
        try CascadeClassifier(xml: bytes, name: "bad.xml")
      }
      guard case .invalidValue(_, let line, "width", _, _) = error else { return nil }
      return line
    }
    #expect(line(Array(text.utf8)) == 7)
    for end in ["\r\n", "\r"] {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(line(Array(lines.joined(separator: end).utf8)) == 7)
    }
    var wide: [UInt8] = [0xFF, 0xFE]
    for unit in text.utf16 { wide += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
    #expect(line(wide) == 7)
  }

  @Test("Cut off at any byte, a cascade is refused and nothing crashes")
  func truncation() {
    let bytes = SyntheticCascade().bytes
    for count in 0..<bytes.count - 1 {
      #expect(throws: CascadeError.self) {
        try CascadeClassifier(xml: Array(bytes[..<count]), name: "cut.xml")
      }
    }
  }

  @Test("With any byte changed, a cascade is read or refused and nothing crashes")
  func mutation() {
    let bytes = SyntheticCascade().bytes
    var refused = 0
    for index in bytes.indices {
      for byte: UInt8 in [0, 0x20, 0x2D, 0x39, 0x3C, 0x65, 0xFF] {
        var changed = bytes
        changed[index] = byte
        if (try? CascadeClassifier(xml: changed, name: "changed.xml")) == nil { refused += 1 }
      }
    }
    #expect(refused > bytes.count)
  }

  @Test("Deep nesting and long texts are refused")
  func limits() {
    let deep = String(repeating: "<a>", count: 100) + String(repeating: "</a>", count: 100)
    guard case .limitExceeded(_, _, "levels of elements", 16) = refusal({ $0.more = deep }) else {
      Issue.record("depth")
      return
    }
    let long = String(repeating: "0 ", count: 40_000)
    guard case .limitExceeded(_, _, let what, 65_536) = refusal({ $0.trees[0].leaves = long })
    else {
      Issue.record("text")
      return
    }
    #expect(what.contains("leafValues"))
    let rectangle = "0 0 1 1 1"
    guard
      case .limitExceeded(_, _, "rectangles in a feature", 3) = refusal({
        $0.features = [[rectangle, rectangle, rectangle, rectangle]]
      })
    else {
      Issue.record("rectangles")
      return
    }
  }

  @Test("Other kinds of cascades are refused by name, with what is supported")
  func unsupported() {
    func expect(
      _ element: String, found: String, supported: String, _ error: CascadeError?,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      guard case .unsupported("bad.xml", _, element, let isFound, let isSupported) = error else {
        Issue.record("\(String(describing: error))", sourceLocation: sourceLocation)
        return
      }
      #expect(isFound.contains(found), sourceLocation: sourceLocation)
      #expect(isSupported.contains(supported), sourceLocation: sourceLocation)
      #expect(error?.description.contains(found) == true, sourceLocation: sourceLocation)
    }
    expect("featureType", found: "HOG", supported: "HAAR", refusal { $0.featureType = "HOG" })
    expect("stageType", found: "SVM", supported: "BOOST", refusal { $0.stageType = "SVM" })
    expect("maxCatCount", found: "256", supported: "0", refusal { $0.categories = "256" })
    expect("html", found: "html", supported: "opencv_storage", refusal("<html></html>"))
  }

  @Test(
    "Each element that is missing is named",
    arguments: [
      ("stageType", \SyntheticCascade.stageType), ("featureType", \.featureType),
      ("width", \.width), ("height", \.height), ("stageThreshold", \.threshold),
    ] as [(String, WritableKeyPath<SyntheticCascade, String?> & Sendable)])
  func missing(name: String, path: WritableKeyPath<SyntheticCascade, String?> & Sendable) {
    guard case .missingElement("bad.xml", _, name) = refusal({ $0[keyPath: path] = nil }) else {
      Issue.record("\(name)")
      return
    }
  }

  @Test("A cascade without trees or features is refused")
  func empty() {
    guard case .missingElement(_, _, "weakClassifiers") = refusal({ $0.trees = [] }) else {
      Issue.record("trees")
      return
    }
    guard case .invalidValue(_, _, "internalNodes", _, _) = refusal({ $0.features = [] }) else {
      Issue.record("features")
      return
    }
  }

  @Test("An element that stands twice is refused")
  func repeated() {
    let error = refusal { $0.more = "<width>24</width>" }
    guard case .repeatedElement("bad.xml", let line, "width") = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(line > 20)
  }

  @Test("Numbers that are none, not finite or out of range are refused")
  func numbers() {
    for text in ["", "x", "24 24", "2", "257", "24.5", "1e999", "nan", "inf", "0x18", "-24"] {
      let error = refusal { $0.width = text }
      guard case .invalidValue("bad.xml", 7, "width", _, _) = error else {
        Issue.record("\(text): \(String(describing: error))")
        continue
      }
    }
    for text in ["1e39", "infinity", "--1", "1 2"] {
      let error = refusal { $0.threshold = text }
      guard case .invalidValue(_, _, "stageThreshold", _, _) = error else {
        Issue.record("\(text): \(String(describing: error))")
        continue
      }
    }
  }

  @Test("Rectangles outside the window and unusual weights are refused")
  func rectangles() {
    for text in [
      "0 0 25 1 1", "0 0 1 25 1", "24 0 1 1 1", "-1 0 1 1 1", "0 0 0 1 1", "0 0 1 -1 1",
      "0 0 1 1", "0 0 1 1 1 1", "0.5 0 1 1 1", "1e18 0 1e18 1 1", "0 0 1 1 1e300",
      "23 0 9223372036854775807 1 1",
    ] {
      let error = refusal { $0.features = [[text]] }
      guard case .invalidValue("bad.xml", _, "rects/_", _, _) = error else {
        Issue.record("\(text): \(String(describing: error))")
        continue
      }
    }
  }

  @Test("Nodes that lead nowhere, in circles or to no feature are refused")
  func nodes() {
    for text in [
      "0 -2 0 0.5", "1 -1 0 0.5", "0 -1 1 0.5", "0 -1 -1 0.5", "0 -1 0", "0 -1 0.5 0.5",
      "0 -1 0 1e200", "", "0 -1e30 0 0.5",
    ] {
      let error = refusal { $0.trees = [.init(nodes: text, leaves: "0 1")] }
      guard case .invalidValue("bad.xml", _, "internalNodes", _, _) = error else {
        Issue.record("\(text): \(String(describing: error))")
        continue
      }
    }
    // The second node leads back to itself; the first can never be reached again.
    let circle = refusal {
      $0.trees = [.init(nodes: "1 0 0 0.5 1 -1 0 0.5", leaves: "0 1 2")]
    }
    guard case .invalidValue(_, _, "internalNodes", _, _) = circle else {
      Issue.record("\(String(describing: circle))")
      return
    }
    for leaves in ["0", "0 1 2", "", "0 1e50"] {
      let error = refusal { $0.trees[0].leaves = leaves }
      guard case .invalidValue(_, _, "leafValues", _, _) = error else {
        Issue.record("\(leaves): \(String(describing: error))")
        continue
      }
    }
  }
}
