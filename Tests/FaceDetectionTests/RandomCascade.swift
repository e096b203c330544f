import FaceDetection
import Foundation
import TestSupport
import Testing

/// Cascades that let many windows through.
enum RandomCascade {
  /// A random cascade of stumps of the three shapes that lets many windows through.
  static func make(
    _ random: inout SeededGenerator, width: Int, height: Int, stages: Int
  ) throws -> CascadeClassifier {
    var cascade = SyntheticCascade()
    cascade.width = "\(width)"
    cascade.height = "\(height)"
    cascade.features = []
    cascade.trees = []
    for _ in 0..<30 {
      let columns = Int.random(in: 1...width / 3, using: &random)
      let rows = Int.random(in: 1...height / 3, using: &random)
      let x = Int.random(in: 0...width - 3 * columns, using: &random)
      let y = Int.random(in: 0...height - 3 * rows, using: &random)
      let sign = Bool.random(using: &random) ? 1 : -1
      let shapes = [
        [
          "\(x) \(y) \(2 * columns) \(rows) \(-sign)",
          "\(x + columns) \(y) \(columns) \(rows) \(2 * sign)",
        ],
        [
          "\(x) \(y) \(columns) \(3 * rows) \(-sign)",
          "\(x) \(y + rows) \(columns) \(rows) \(3 * sign)",
        ],
        [
          "\(x) \(y) \(2 * columns) \(2 * rows) \(-sign)",
          "\(x) \(y) \(columns) \(rows) \(2 * sign)",
          "\(x + columns) \(y + rows) \(columns) \(rows) \(2 * sign)",
        ],
      ]
      cascade.features.append(shapes[Int.random(in: 0..<3, using: &random)])
    }
    // Thresholds are multiples of 1/4096 and often 0, so that values meet them exactly.
    let text = (0..<stages).map { _ in
      let trees = (0..<Int.random(in: 1...6, using: &random)).map { _ in
        let threshold = Double(Int.random(in: -40...40, using: &random)) / 4096
        let feature = Int.random(in: 0..<30, using: &random)
        let leaves = (0..<2).map { _ in "\(Float.random(in: -1...1, using: &random))" }
        return "<_><internalNodes>0 -1 \(feature) \(threshold)</internalNodes>"
          + "<leafValues>\(leaves.joined(separator: " "))</leafValues></_>"
      }
      return "<_><stageThreshold>\(Float.random(in: -1.5...0, using: &random))</stageThreshold>"
        + "<weakClassifiers>\(trees.joined())</weakClassifiers></_>"
    }
    var document = cascade.text
    let start = try #require(document.range(of: "<stages>"))
    let end = try #require(document.range(of: "</stages>"))
    document.replaceSubrange(start.upperBound..<end.lowerBound, with: text.joined())
    return try CascadeClassifier(xml: Array(document.utf8), name: "random.xml")
  }
}
