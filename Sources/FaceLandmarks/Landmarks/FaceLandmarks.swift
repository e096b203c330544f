/// The landmarks of one face, in pixels of the image; the first pixel covers 0…1.
///
/// Numbers of points are MediaPipe's. Left and right are those of the image: the left eye is the
/// subject's right one, unless the picture is mirrored.
public struct FaceLandmarks: Sendable, Equatable {
  /// Points of the mesh without irises.
  public static let meshCount = 468
  static let leftOuterCorner = 33
  static let rightOuterCorner = 263

  /// The crop that the networks looked at.
  public let crop: FaceCrop
  /// The probability that the crop holds a face.
  public let presence: Double
  /// The mesh as the first network gives it: x, y and, away from the camera, z in pixels.
  public let mesh: [SIMD3<Double>]
  /// The eye that is on the left in the image.
  public let leftEye: EyeLandmarks
  /// The eye that is on the right in the image.
  public let rightEye: EyeLandmarks
  /// The lips, in the order of MediaPipe's attention network; empty where they were not refined.
  public let lips: [SIMD2<Double>]

  /// The 478 points of MediaPipe: the mesh with the refined eyes and lips, then the left and the
  /// right iris.
  public var refined: [SIMD2<Double>] {
    var points = mesh.map { SIMD2($0.x, $0.y) }
    for (region, refinement) in [
      (AttentionRegion.lips, lips), (.leftEye, leftEye.contour), (.rightEye, rightEye.contour),
    ] {
      for (index, point) in zip(region.indices, refinement) { points[index] = point }
    }
    return points + leftEye.iris + rightEye.iris
  }

  /// The distance between the outer corners of the eyes in pixels.
  public var eyeDistance: Double {
    let line = mesh[Self.rightOuterCorner] - mesh[Self.leftOuterCorner]
    return (line.x * line.x + line.y * line.y).squareRoot()
  }
}

/// One eye, in pixels of the image.
public struct EyeLandmarks: Sendable, Equatable {
  /// Points of an iris.
  static let irisCount = 5

  /// 71 points: 0–8 the lower lid from the outer to the inner corner, 9–15 the upper lid from the
  /// outer side, then rings around the eye and the brow.
  public let contour: [SIMD2<Double>]
  /// The centre of the iris and four points of its edge.
  public let iris: [SIMD2<Double>]

  /// The midpoint of the two corners.
  var middle: SIMD2<Double> { (contour[0] + contour[8]) / 2 }

  /// The height of the opening, in the middle, over the distance of the corners.
  public var openness: Double {
    let width = (contour[8] - contour[0]).length
    return width > 0 ? (contour[12] - contour[4]).length / width : 0
  }
}
