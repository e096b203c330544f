import FaceDetection
import Testing

@Suite("Reading of cascades")
struct CascadeReadingTests {
  @Test("The frontal face cascade has 25 stages of 2913 stumps in windows of 24×24")
  func frontalFace() throws {
    let classifier = try Fixtures.classifier()
    #expect(classifier.windowWidth == 24)
    #expect(classifier.windowHeight == 24)
    #expect(classifier.stages.count == 25)
    #expect(classifier.stages.map(\.trees.count).reduce(0, +) == 2913)
    #expect(classifier.stages.flatMap(\.trees).allSatisfy { $0.nodes.count == 1 })
    #expect(classifier.features.count == 2913)
    let first = classifier.stages[0]
    #expect(first.threshold == Float(-5.0425500869750977) - Float(1e-5))
    let root = first.trees[0].nodes[0]
    #expect(root.feature == 0)
    #expect(root.test == .isLess(-3.1511999666690826e-02))
    #expect(root.left == .leaf(0))
    #expect(root.right == .leaf(1))
    #expect(first.trees[0].leaves == [2.0875380039215088, -2.2172100543975830])
    guard case .haar(let features) = classifier.features else {
      Issue.record("no Haar features")
      return
    }
    let hasTilted = features.contains { $0.isTilted }
    #expect(!hasTilted)
    let last = features[2912].rectangles
    #expect(last.map(\.x) == [9, 12, 9])
    #expect(last.map(\.y) == [1, 1, 12])
    #expect(last.map(\.width) == [6, 3, 3])
    #expect(last.map(\.height) == [22, 11, 11])
    #expect(last.map(\.weight) == [-1, 2, 2])
  }

  @Test("Trees of several nodes are read")
  func trees() throws {
    var cascade = SyntheticCascade()
    cascade.trees = [.init(nodes: "1 0 0 0.25 -1 -2 0 -0.5", leaves: "0.1 0.2\n 0.3")]
    let classifier = try CascadeClassifier(xml: cascade.bytes, name: "tree.xml")
    let tree = classifier.stages[0].trees[0]
    #expect(tree.nodes.map(\.left) == [.node(1), .leaf(1)])
    #expect(tree.nodes.map(\.right) == [.leaf(0), .leaf(2)])
    #expect(tree.nodes.map(\.test) == [.isLess(0.25), .isLess(-0.5)])
    #expect(tree.leaves == [0.1, 0.2, 0.3])
  }

  @Test("Unknown elements, comments and later siblings are passed over as in OpenCV")
  func tolerance() throws {
    var cascade = SyntheticCascade()
    let plain = try CascadeClassifier(xml: cascade.bytes, name: "plain.xml")
    cascade.more = "<stageNum>1</stageNum><!-- a comment --><extra><stages><_/></stages></extra>"
    let text = cascade.text.split(separator: "</cascade>").joined(separator: "</cascade><other/>")
    #expect(try CascadeClassifier(xml: Array(text.utf8), name: "more.xml") == plain)
  }

  @Test("Missing files, directories and devices are refused with the path")
  func files() {
    for path in ["/nonexistent/cascade.xml", "/", "/dev/zero", ""] {
      let error = #expect(throws: CascadeError.self) {
        try CascadeClassifier(contentsOf: path)
      }
      guard case .unreadable(let file, let reason) = error else {
        Issue.record("\(path): \(String(describing: error))")
        continue
      }
      #expect(file == path)
      #expect(!reason.isEmpty)
    }
  }
}
