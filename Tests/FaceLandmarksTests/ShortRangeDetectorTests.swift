import Foundation
import Imaging
import Testing

@testable import FaceLandmarks

@Suite("The short-range detector as TensorFlow Lite and MediaPipe's decoding give it")
struct ShortRangeDetectorTests {
  private struct Golden: Decodable {
    struct Face: Decodable {
      let score: Double
      /// Left, top, right, bottom in pixels.
      let box: [Double]
    }
    /// Number of the sample video's frame; −1 is the pair of faces.
    let frame: Int
    let hash: String
    let faces: [Face]
  }

  /// Pixels, and scores, between single precision here and in TensorFlow Lite.
  private static let boxTolerance = 1e-2
  private static let scoreTolerance = 1e-4

  /// The face of a picture and its mirror image, side by side.
  private static func pair(of image: ColorImage) throws -> ColorImage {
    let (left, top, side) = (130, 30, 300)
    var bytes: [UInt8] = []
    for y in top..<(top + side) {
      let columns = Array(left..<(left + side))
      for x in columns + columns.reversed() {
        let start = 3 * (y * image.width + x)
        bytes += image.bytes[start..<(start + 3)]
      }
    }
    return try ColorImage(width: 2 * side, height: side, bytes: bytes)
  }

  @Test("Scores and boxes are the reference's, for one face and for two")
  func golden() throws {
    let path = Bundle.module.bundlePath + "/Fixtures/network_goldens.json"
    let goldens = try JSONDecoder().decode(
      [Golden].self, from: Data(contentsOf: URL(filePath: path)))
    let context = try ShortRangeDetector(folder: Goldens.models).makeContext()
    #expect(goldens.map(\.faces.count) == [1, 1, 1, 2])
    for golden in goldens {
      var image = try #require(try Goldens.sample(frame: max(golden.frame, 0)).color)
      if golden.frame < 0 { image = try Self.pair(of: image) }
      try #require(Goldens.fnv1a(image.bytes) == golden.hash)
      let faces = try context.detect(in: image)
      try #require(faces.count == golden.faces.count)
      for (face, expected) in zip(faces, golden.faces) {
        #expect(abs(face.score - expected.score) < Self.scoreTolerance)
        for (value, target) in zip(
          [face.low.x, face.low.y, face.high.x, face.high.y], expected.box)
        {
          #expect(abs(value - target) < Self.boxTolerance)
        }
      }
    }
  }

  @Test("There is no face in a picture without pixels, nor in a black one")
  func nothing() throws {
    let context = try ShortRangeDetector(folder: Goldens.models).makeContext()
    #expect(try context.detect(in: ColorImage(width: 0, height: 0, bytes: [])).isEmpty)
    let black = try ColorImage(width: 9, height: 5, bytes: [UInt8](repeating: 0, count: 135))
    #expect(try context.detect(in: black).isEmpty)
  }

  @Test("There are 896 anchors: two in each cell of 8 pixels, six in each of 16")
  func anchors() {
    let anchors = ShortRangeDetector.anchors
    #expect(anchors.count == 896)
    #expect(anchors[0] == SIMD2(4, 4) && anchors[1] == SIMD2(4, 4) && anchors[2] == SIMD2(12, 4))
    #expect(anchors[512] == SIMD2(8, 8) && anchors[517] == SIMD2(8, 8))
    #expect(anchors[895] == SIMD2(120, 120))
  }

  @Test("Outputs that are not numbers are no faces")
  func notNumbers() {
    var boxes = [Float](repeating: 0, count: 896 * 16)
    var logits = [Float](repeating: -100, count: 896)
    logits[3] = .nan
    logits[7] = 5
    boxes[7 * 16 + 2] = .nan
    logits[9] = 5
    boxes[9 * 16 + 2] = 20
    boxes[9 * 16 + 3] = 30
    let faces = ShortRangeDetector.faces(boxes: boxes, logits: logits)
    #expect(faces.count == 1)
    #expect(faces.first?.low == ShortRangeDetector.anchors[9] - SIMD2(10, 15))
  }

  @Test("Boxes that overlap become one, weighted by score; others stay")
  func suppression() {
    func face(_ score: Double, _ x: Double) -> NetworkFace {
      NetworkFace(score: score, low: SIMD2(x, 0), high: SIMD2(x + 10, 10))
    }
    let faces = NetworkFace.suppressed([face(0.6, 2), face(0.9, 0), face(0.7, 40), face(0.5, 9)])
    #expect(faces.map(\.score) == [0.9, 0.7, 0.5])
    // (0.9 · 0 + 0.6 · 2) / 1.5
    #expect(abs(faces[0].low.x - 0.8) < 1e-12)
    #expect(faces[1] == face(0.7, 40))
    // A box without an area overlaps nothing.
    #expect(
      NetworkFace.suppressed([NetworkFace(score: 1, low: .zero, high: .zero)]).isEmpty)
  }

  @Test("The cascade's square for a box has its fitted place and side")
  func cascadeBox() {
    let face = NetworkFace(score: 1, low: SIMD2(100, 200), high: SIMD2(300, 400))
    #expect(face.cascadeBox == Rectangle(x: 93, y: 163, width: 214, height: 214))
  }

  @Test("A folder without the network is named with the file and what to do")
  func missing() {
    #expect {
      _ = try ShortRangeDetector(folder: "/nowhere")
    } throws: { error in
      "\(error)".contains("/nowhere/blazeface_short.h5") && "\(error)".contains("second opinion")
    }
  }
}
