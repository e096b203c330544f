import Digest
import Foundation
import Imaging
import TestSupport
import Testing

@testable import FaceDetection

/// The contents of `Fixtures/cascade_goldens.json`.
struct CascadeGoldens: Decodable {
  struct Parameters: Decodable {
    let scaleFactor: Double
    let minimumNeighbors: Int
    let minimumSize: [Int]?
    let maximumSize: [Int]?

    var parameters: DetectionParameters {
      DetectionParameters(
        scaleFactor: scaleFactor, minimumNeighbors: minimumNeighbors,
        minimumSize: minimumSize.map { Size(width: $0[0], height: $0[1]) },
        maximumSize: maximumSize.map { Size(width: $0[0], height: $0[1]) })
    }
  }
  struct Detection: Decodable {
    let picture: String
    let parameters: Int
    let rectangles: [Int]
    let neighbors: [Int]
  }
  struct Cascade: Decodable, Sendable, CustomTestStringConvertible {
    let file: String
    let sha256: String
    let detections: [Detection]

    var testDescription: String { file }
  }

  let pictures: [String]
  let parameters: [Parameters]
  let cascades: [Cascade]

  static let loaded = Result {
    try JSONDecoder().decode(CascadeGoldens.self, from: Fixtures.data("cascade_goldens", "json"))
  }

  /// Where Debian's package opencv-data puts the cascades.
  static let folder = "/usr/share/opencv4/"
}

@Suite("The cascades that OpenCV comes with")
struct CascadeKindsTests {
  static let cascades = (try? CascadeGoldens.loaded.get().cascades) ?? []

  @Test("There are 22 of them")
  func count() throws {
    let goldens = try CascadeGoldens.loaded.get()
    #expect(goldens.cascades.count == 22)
  }

  @Test(
    "Each finds what it finds with OpenCV, in the same order",
    .enabled(
      if: FileManager.default.fileExists(atPath: CascadeGoldens.folder),
      "needs Debian's package opencv-data"),
    arguments: cascades)
  func parity(cascade: CascadeGoldens.Cascade) throws {
    let path = CascadeGoldens.folder + cascade.file
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    // Another release of the package may have other cascades; then there is nothing to compare.
    try #require(SHA256Digest.hexadecimal(of: bytes) == cascade.sha256)
    let classifier = try CascadeClassifier(xml: bytes, name: cascade.file)
    let goldens = try CascadeGoldens.loaded.get()
    for picture in goldens.pictures {
      let image = try Fixtures.picture(picture)
      for (number, parameters) in goldens.parameters.enumerated() {
        guard !Fixtures.isQuick || number == 2 else { continue }
        let expected = cascade.detections.first {
          $0.picture == picture && $0.parameters == number
        }
        let detector = try CascadeDetector(
          classifier: classifier, parameters: parameters.parameters)
        let faces = detector.detectFaces(in: image, using: detector.makeWorkspace())
        #expect(
          faces.map(\.rectangle) == rectangles(expected?.rectangles ?? []),
          "\(picture), \(parameters)")
        #expect(faces.map(\.neighbors) == expected?.neighbors ?? [], "\(picture), \(parameters)")
      }
    }
  }

  @Test(
    "The largest face is the same whichever way it is searched",
    .enabled(
      if: FileManager.default.fileExists(atPath: CascadeGoldens.folder),
      "needs Debian's package opencv-data"),
    arguments: cascades)
  func largest(cascade: CascadeGoldens.Cascade) throws {
    let classifier = try CascadeClassifier(contentsOf: CascadeGoldens.folder + cascade.file)
    let detector = try CascadeDetector(
      classifier: classifier,
      parameters: DetectionParameters(scaleFactor: 1.3, minimumNeighbors: 2))
    let workspace = detector.makeWorkspace()
    for picture in try CascadeGoldens.loaded.get().pictures {
      let image = try Fixtures.picture(picture)
      #expect(
        detector.detectLargest(in: image, using: workspace)
          == detector.detect(in: image, using: workspace).largest, "\(picture)")
    }
  }
}

@Suite("Kinds of cascades")
struct CascadeFormatTests {
  private let older = """
    <opencv_storage><faces type_id="opencv-haar-classifier"><size>20 16</size><stages><_>
    <trees>
    <_><_><feature><rects><_>0 0 4 4 -1.</_><_>0 2 4 2 2.</_></rects><tilted>0</tilted></feature>
    <threshold>0.25</threshold><left_val>-0.5</left_val><right_node>1</right_node></_>
    <_><feature><rects><_>8 1 3 4 1.</_></rects><tilted>1</tilted></feature>
    <threshold>-0.125</threshold><left_val>2.</left_val><right_val>3.</right_val></_></_>
    </trees>
    <stage_threshold>0.75</stage_threshold><parent>-1</parent><next>-1</next></_></stages>
    </faces></opencv_storage>
    """

  private func refusal(_ text: String) -> CascadeError? {
    do throws(CascadeError) {
      _ = try CascadeClassifier(xml: Array(text.utf8), name: "bad.xml")
      return nil
    } catch {
      return error
    }
  }

  @Test("Trees of the older format have a feature in each node, and leaves in reading order")
  func olderFormat() throws {
    let classifier = try CascadeClassifier(xml: Array(older.utf8), name: "older.xml")
    #expect(classifier.windowWidth == 20 && classifier.windowHeight == 16)
    let stage = classifier.stages[0]
    #expect(stage.threshold == Float(0.75) - Float(1e-5))
    let tree = stage.trees[0]
    #expect(tree.nodes.map(\.feature) == [0, 1])
    #expect(tree.nodes.map(\.test) == [.isLess(0.25), .isLess(-0.125)])
    #expect(tree.nodes.map(\.left) == [.leaf(0), .leaf(1)])
    #expect(tree.nodes.map(\.right) == [.node(1), .leaf(2)])
    #expect(tree.leaves == [-0.5, 2, 3])
    guard case .haar(let features) = classifier.features else {
      Issue.record("no Haar features")
      return
    }
    #expect(features.map(\.isTilted) == [false, true])
    #expect(features[0].rectangles.map(\.weight) == [-1, 2])
  }

  @Test(
    "Parts of the older format that are missing or wrong are named",
    arguments: [
      ("<size>20 16</size>", "<size>20</size>", "size"),
      ("<size>20 16</size>", "<size>20 9999</size>", "size"),
      ("<size>20 16</size>", "", "stageType"),
      ("<threshold>0.25</threshold>", "", "threshold"),
      ("<threshold>0.25</threshold>", "<threshold>1e300</threshold>", "threshold"),
      ("<left_val>-0.5</left_val>", "", "left_val"),
      ("<left_val>-0.5</left_val>", "<left_val>1</left_val><left_val>1</left_val>", "left_val"),
      ("<right_node>1</right_node>", "<right_node>0</right_node>", "right_node"),
      ("<right_node>1</right_node>", "<right_node>2</right_node>", "right_node"),
      ("<right_node>1</right_node>", "<right_node>0.5</right_node>", "right_node"),
      ("<_>0 0 4 4 -1.</_>", "<_>18 0 4 4 -1.</_>", "rects"),
      ("<_>8 1 3 4 1.</_>", "<_>3 1 3 4 1.</_>", "rects"),
      ("<_>8 1 3 4 1.</_>", "<_>8 10 3 4 1.</_>", "rects"),
      ("<_>8 1 3 4 1.</_>", "<_>8 1 13 4 1.</_>", "rects"),
      ("<feature><rects><_>8 1 3 4 1.</_></rects><tilted>1</tilted></feature>", "", "feature"),
    ])
  func olderMistakes(part: String, replacement: String, named: String) {
    #expect(older.contains(part))
    let error = refusal(older.replacingOccurrences(of: part, with: replacement))
    #expect(error?.description.contains(named) == true, "\(String(describing: error))")
  }

  private func patterns(nodes: String, cell: String, categories: String = "256") -> String {
    """
    <opencv_storage><cascade><stageType>BOOST</stageType><featureType>LBP</featureType>
    <height>24</height><width>24</width><featureParams><maxCatCount>\(categories)</maxCatCount>
    </featureParams><stages><_><stageThreshold>0.5</stageThreshold><weakClassifiers>
    <_><internalNodes>\(nodes)</internalNodes><leafValues>-1. 1.</leafValues></_>
    </weakClassifiers></_></stages><features><_><rect>\(cell)</rect></_></features>
    </cascade></opencv_storage>
    """
  }

  @Test("Codes of local binary patterns are bits of eight words")
  func codes() throws {
    let text = patterns(nodes: "0 -1 0 1 0 0 0 0 0 0 -2147483648", cell: "3 6 7 6")
    let classifier = try CascadeClassifier(xml: Array(text.utf8), name: "patterns.xml")
    guard case .isAmong(let codes) = classifier.stages[0].trees[0].nodes[0].test else {
      Issue.record("no codes")
      return
    }
    #expect((0...255).filter { codes.contains(UInt8($0)) } == [0, 255])
  }

  @Test(
    "Parts of local binary patterns that are wrong are named",
    arguments: [
      ("0 -1 0 1 2 3", "3 6 7 6", "256", "internalNodes"),
      ("0 -1 0 1 0 0 0 0 0 0 2147483648", "3 6 7 6", "256", "internalNodes"),
      ("0 -1 0 1 0 0 0 0 0 0 0.5", "3 6 7 6", "256", "internalNodes"),
      ("0 -1 1 1 0 0 0 0 0 0 0", "3 6 7 6", "256", "internalNodes"),
      ("0 -1 0 1 0 0 0 0 0 0 0", "4 6 7 6", "256", "rect"),
      ("0 -1 0 1 0 0 0 0 0 0 0", "3 7 7 6", "256", "rect"),
      ("0 -1 0 1 0 0 0 0 0 0 0", "3 6 0 6", "256", "rect"),
      ("0 -1 0 1 0 0 0 0 0 0 0", "3 6 7", "256", "rect"),
      ("0 -1 0 1 0 0 0 0 0 0 0", "3 6 7 6", "0", "maxCatCount"),
    ])
  func patternMistakes(nodes: String, cell: String, categories: String, named: String) {
    let error = refusal(patterns(nodes: nodes, cell: cell, categories: categories))
    #expect(error?.description.contains(named) == true, "\(String(describing: error))")
  }

  @Test("Tilted sums are those of the triangles that the specification defines")
  func tilted() throws {
    let image = try Fixtures.noise(seed: 9, width: 23, height: 19)
    let integrals = PlainIntegralImages(of: image, hasTilted: true)
    func triangle(_ x: Int, _ y: Int) -> Int32 {
      var sum: Int32 = 0
      for row in 0..<min(y, image.height) {
        for column in 0..<image.width where abs(column - x + 1) <= y - row - 1 {
          sum += Int32(image.pixels[row * image.width + column])
        }
      }
      return sum
    }
    var random = SeededGenerator(seed: 4)
    for _ in 0..<200 {
      let width = Int.random(in: 1...6, using: &random)
      let height = Int.random(in: 1...6, using: &random)
      let x = Int.random(in: height...23 - width, using: &random)
      let y = Int.random(in: 0...19 - width - height, using: &random)
      let expected =
        triangle(x, y) - triangle(x - height, y + height) - triangle(x + width, y + width)
        + triangle(x + width - height, y + width + height)
      #expect(
        integrals.tiltedSum(x: x, y: y, width: width, height: height) == expected,
        "\(x) \(y) \(width) \(height)")
    }
  }
}
