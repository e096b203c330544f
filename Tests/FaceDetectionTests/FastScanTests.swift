import FaceDetection
import Imaging
import TestSupport
import Testing

@Suite("The fast search against the plain one")
struct FastScanTests {
  /// The candidates of both searches agree; gives their number.
  @discardableResult
  private func compare(
    _ image: GrayImage, _ detector: CascadeDetector, _ workspace: CascadeDetector.Workspace,
    _ comment: Comment, sourceLocation: SourceLocation = #_sourceLocation
  ) -> Int {
    let plain = PlainScan.candidates(
      in: image, classifier: detector.classifier, levels: detector.levels(for: image))
    let fast = detector.candidates(in: image, using: workspace)
    #expect(fast == plain, comment, sourceLocation: sourceLocation)
    return fast.count
  }

  @Test("Random cascades, images and sizes give the same candidates in the same order")
  func random() throws {
    var random = SeededGenerator(seed: 20)
    var found = 0
    for round in 0..<(Fixtures.isQuick ? 12 : 150) {
      let window = Size(
        width: Int.random(in: 4...26, using: &random),
        height: Int.random(in: 4...26, using: &random))
      let classifier = try RandomCascade.make(
        &random, width: window.width, height: window.height,
        stages: Int.random(in: 1...8, using: &random))
      #expect(CascadeDetector.canSearchFast(classifier))
      let detector = try CascadeDetector(
        classifier: classifier,
        parameters: DetectionParameters(
          scaleFactor: Double.random(in: 1.1...1.7, using: &random), minimumNeighbors: 0))
      let image = try Fixtures.noise(
        seed: UInt64(round), width: Int.random(in: 3...70, using: &random),
        height: Int.random(in: 3...60, using: &random))
      let coarse = image.resizedBilinearly(
        width: max(image.width / 5, 1), height: max(image.height / 5, 1))
      let smooth = coarse.resizedBilinearly(width: image.width, height: image.height)
      let workspace = detector.makeWorkspace()
      found += compare(image, detector, workspace, "noise, round \(round)")
      found += compare(smooth, detector, workspace, "smooth, round \(round)")
    }
    #expect(found > 1000)
  }

  @Test("Widths from 24 to 90 give the same candidates with one workspace")
  func widths() throws {
    let detector = try CascadeDetector(
      classifier: Fixtures.classifier(),
      parameters: DetectionParameters(scaleFactor: 1.2, minimumNeighbors: 0))
    let workspace = detector.makeWorkspace()
    let face = try Fixtures.picture("close")
    var found = 0
    for width in stride(from: 24, through: 90, by: Fixtures.isQuick ? 11 : 1) {
      let image = face.resizedExactly(width: width, height: 24 + (width * 11) % 61)
      found += compare(image, detector, workspace, "width \(width)")
    }
    #expect(found > 5)
  }

  @Test("Contrast at the limit of 10 gray levels is decided alike")
  func contrast() throws {
    // Half the pixels of every window are 2a apart from the others: the deviation is a.
    let detector = try CascadeDetector(
      classifier: CascadeClassifier(
        xml: SyntheticCascade(
          threshold: "-9", trees: [.init(nodes: "0 -1 0 0.5", leaves: "1 1")]
        ).bytes, name: "all.xml"),
      parameters: DetectionParameters(scaleFactor: 1.5, minimumNeighbors: 0))
    let workspace = detector.makeWorkspace()
    for difference in [0, 18, 19, 20, 21, 22] {
      let image = try GrayImage(
        width: 60, height: 40,
        pixels: (0..<2400).map { UInt8(100 + (($0 % 60 + $0 / 60) & 1) * difference) })
      let found = compare(image, detector, workspace, "difference \(difference)")
      // At full size all windows pass or none.
      #expect(difference > 20 ? found > 0 : difference == 20 || found == 0)
    }
  }

  @Test("A workspace may be used for other sizes, parameters and cascades")
  func reuse() throws {
    let image = try Fixtures.picture("bright").cropped(
      to: Rectangle(x: 30, y: 20, width: 70, height: 80))
    let other = try CascadeClassifier(xml: SyntheticCascade().bytes, name: "other.xml")
    let detectors = try [
      CascadeDetector(
        classifier: Fixtures.classifier(), parameters: DetectionParameters(minimumNeighbors: 0)),
      CascadeDetector(
        classifier: Fixtures.classifier(),
        parameters: DetectionParameters(scaleFactor: 1.2, minimumNeighbors: 0)),
      CascadeDetector(classifier: other, parameters: DetectionParameters(minimumNeighbors: 0)),
    ]
    let workspace = detectors[0].makeWorkspace()
    for round in 0..<2 {
      for (index, detector) in detectors.enumerated() {
        let part = image.cropped(
          to: Rectangle(x: index, y: 0, width: 50 + 9 * round, height: 60 - round))
        compare(part, detector, workspace, "round \(round), detector \(index)")
      }
    }
  }

  @Test("Cascades of trees and of unusual features are searched plainly")
  func plainOnly() throws {
    var trees = SyntheticCascade()
    trees.trees = [.init(nodes: "1 0 0 0.02 -1 -2 0 -0.01", leaves: "0.1 1 0.2")]
    var fractions = SyntheticCascade()
    fractions.features = [["6 4 12 9 -0.75", "6 7 12 3 2.25"]]
    let image = try Fixtures.picture("smooth noise")
    for cascade in [trees, fractions] {
      let classifier = try CascadeClassifier(xml: cascade.bytes, name: "unusual.xml")
      #expect(!CascadeDetector.canSearchFast(classifier))
      let detector = try CascadeDetector(
        classifier: classifier,
        parameters: DetectionParameters(scaleFactor: 2, minimumNeighbors: 0))
      #expect(compare(image, detector, detector.makeWorkspace(), "unusual") > 0)
    }
    #expect(try CascadeDetector.canSearchFast(Fixtures.classifier()))
  }
}
