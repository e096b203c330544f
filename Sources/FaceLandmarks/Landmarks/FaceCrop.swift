import Glibc
import Imaging

/// The square of an image that the landmark network looks at.
public struct FaceCrop: Sendable, Equatable {
  /// Pixels of a side of the network's input.
  static let size = 192

  /// The centre in pixels of the image; the first pixel covers 0…1.
  public var center: SIMD2<Double>
  /// The side in pixels of the image.
  public var side: Double
  /// The clockwise turn of the face in radians.
  public var roll: Double

  /// Makes a crop from its parts.
  public init(center: SIMD2<Double>, side: Double, roll: Double) {
    self.center = center
    self.side = side
    self.roll = roll
  }

  /// The square for a face that the frontal cascade found: 1.5 times as wide, its centre at
  /// (x + 0.5·w, y + 0.55·h), upright.
  public init(aroundFace box: Rectangle) {
    center = SIMD2(
      Double(box.x) + 0.5 * Double(box.width), Double(box.y) + 0.55 * Double(box.height))
    side = 1.5 * Double(box.width)
    roll = 0
  }

  /// The square for the next look at a face: 1.5 times the longer side of the box of its mesh,
  /// turned as the line between the outer corners of the eyes.
  public init(aroundMesh mesh: [SIMD3<Double>]) {
    var low = SIMD2(repeating: Double.infinity)
    var high = -low
    for point in mesh {
      let position = SIMD2(point.x, point.y)
      low = pointwiseMin(low, position)
      high = pointwiseMax(high, position)
    }
    let line =
      mesh[FaceLandmarks.rightOuterCorner] - mesh[FaceLandmarks.leftOuterCorner]
    center = (low + high) / 2
    side = 1.5 * max(high.x - low.x, high.y - low.y)
    roll = atan2(line.y, line.x)
  }

  /// From the crop's pixels to the image's.
  var transform: SimilarityTransform {
    SimilarityTransform(fromCropOf: Self.size, center: center, side: side, roll: roll)
  }
}
