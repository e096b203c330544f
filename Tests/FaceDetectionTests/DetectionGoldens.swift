import FaceDetection
import Foundation
import Imaging

/// The contents of `Fixtures/detection_goldens.json`.
struct DetectionGoldens: Decodable {
  struct Detection: Decodable {
    let image: String
    let scaleFactor: Double
    let minimumNeighbors: Int
    let minimumSize: [Int]?
    let maximumSize: [Int]?
    let rectangles: [Int]
    let neighbors: [Int]

    var parameters: DetectionParameters {
      DetectionParameters(
        scaleFactor: scaleFactor, minimumNeighbors: minimumNeighbors,
        minimumSize: minimumSize.map { Size(width: $0[0], height: $0[1]) },
        maximumSize: maximumSize.map { Size(width: $0[0], height: $0[1]) })
    }
  }
  struct Narrow: Decodable {
    let size: [Int]
    let rectangles: [Int]
  }
  struct Grouping: Decodable {
    let rectangles: [Int]
    let minimumNeighbors: Int
    let groups: [Int]
    let counts: [Int]?
  }

  let detection: [Detection]
  let narrow: [Narrow]
  let grouping: [Grouping]

  static func load() throws -> DetectionGoldens {
    try JSONDecoder().decode(
      DetectionGoldens.self, from: Fixtures.data("detection_goldens", "json"))
  }
}

/// Rectangles from their numbers, four for each.
func rectangles(_ numbers: [Int]) -> [Rectangle] {
  stride(from: 0, to: numbers.count, by: 4).map {
    Rectangle(x: numbers[$0], y: numbers[$0 + 1], width: numbers[$0 + 2], height: numbers[$0 + 3])
  }
}
