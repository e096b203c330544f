import FaceDetection
import Imaging
import TestSupport
import Testing

@Suite("The search for the largest face")
struct LargestFirstTests {
  /// The largest face is that of the whole search; gives whether there is one.
  @discardableResult
  private func compare(
    _ image: GrayImage, _ detector: CascadeDetector, _ workspace: CascadeDetector.Workspace,
    _ comment: Comment, sourceLocation: SourceLocation = #_sourceLocation
  ) -> Bool {
    let whole = detector.detect(in: image, using: workspace).largest
    let first = detector.detectLargest(in: image, using: workspace)
    #expect(first == whole, comment, sourceLocation: sourceLocation)
    return whole != nil
  }

  @Test("In pictures, it is OpenCV's", arguments: Fixtures.photographs + Fixtures.generated)
  func goldens(name: String) throws {
    let classifier = try Fixtures.classifier()
    let image = try Fixtures.picture(name)
    for golden in try DetectionGoldens.load().detection where golden.image == name {
      let cost = image.pixels.count * (golden.scaleFactor < 1.25 ? 4 : 1)
      guard !Fixtures.isQuick || cost < 25_000 else { continue }
      let detector = try CascadeDetector(classifier: classifier, parameters: golden.parameters)
      let largest = detector.detectLargest(in: image, using: detector.makeWorkspace())
      #expect(largest == rectangles(golden.rectangles).largest, "\(golden.parameters)")
    }
  }

  @Test("With random cascades, images and parameters, it is that of the whole search")
  func random() throws {
    var random = SeededGenerator(seed: 30)
    var found = 0
    let rounds = Fixtures.isQuick ? 15 : 1_500
    for round in 0..<rounds {
      let classifier = try RandomCascade.make(
        &random, width: Int.random(in: 4...24, using: &random),
        height: Int.random(in: 4...24, using: &random),
        stages: Int.random(in: 3...10, using: &random))
      let image = try Fixtures.noise(
        seed: UInt64(round), width: Int.random(in: 3...80, using: &random),
        height: Int.random(in: 3...70, using: &random))
      let coarse = image.resizedBilinearly(
        width: max(image.width / 6, 1), height: max(image.height / 6, 1))
      let smooth = coarse.resizedBilinearly(width: image.width, height: image.height)
      for _ in 0..<2 {
        let minimum = Int.random(in: 0...50, using: &random)
        let maximum = Int.random(in: 10...90, using: &random)
        let parameters = DetectionParameters(
          scaleFactor: Double.random(in: 1.05...2, using: &random),
          minimumNeighbors: Int.random(in: 0...6, using: &random),
          minimumSize: Bool.random(using: &random) ? nil : Size(width: minimum, height: minimum),
          maximumSize: Bool.random(using: &random) ? nil : Size(width: maximum, height: maximum))
        let detector = try CascadeDetector(classifier: classifier, parameters: parameters)
        found +=
          compare(smooth, detector, detector.makeWorkspace(), "\(round): \(parameters)") ? 1 : 0
      }
    }
    #expect(found > rounds / 2)
  }

  @Test("Cascades of trees are searched in the same way")
  func trees() throws {
    var cascade = SyntheticCascade()
    cascade.trees = [.init(nodes: "1 0 0 0.02 -1 -2 0 -0.01", leaves: "0.1 1 0.2")]
    let classifier = try CascadeClassifier(xml: cascade.bytes, name: "trees.xml")
    #expect(!CascadeDetector.canSearchFast(classifier))
    var found = 0
    for scaleFactor in [1.2, 1.5, 2] {
      let detector = try CascadeDetector(
        classifier: classifier,
        parameters: DetectionParameters(scaleFactor: scaleFactor, minimumNeighbors: 2))
      for name in ["smooth noise", "gradient", "one pixel larger", "one pixel"] {
        let image = try Fixtures.picture(name)
        found += compare(image, detector, detector.makeWorkspace(), "\(name)") ? 1 : 0
      }
    }
    #expect(found > 2)
  }

  @Test("One workspace serves both searches and images of several sizes in turn")
  func workspace() throws {
    let detector = try CascadeDetector(
      classifier: Fixtures.classifier(),
      parameters: DetectionParameters(scaleFactor: 1.2, minimumNeighbors: 1))
    let workspace = detector.makeWorkspace()
    let portrait = try Fixtures.picture("portrait")
    var found = 0
    for round in 0..<2 {
      for side in stride(from: 60, through: Fixtures.isQuick ? 80 : 160, by: 10) {
        let image = portrait.resizedExactly(width: side, height: side + round)
        found += compare(image, detector, workspace, "\(side)") ? 1 : 0
      }
    }
    #expect(found > 2)
  }
}
