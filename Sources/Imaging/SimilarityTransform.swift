import Glibc

/// A turn, a uniform scale and a shift of the plane: (x, y) → (a·x − b·y + c, b·x + a·y + d).
///
/// Coordinates are continuous: the first pixel covers 0…1, its centre is at 0.5.
public struct SimilarityTransform: Sendable, Equatable {
  /// Scale times the cosine of the turn.
  public var a: Double
  /// Scale times the sine of the turn; y points down, so a positive turn is clockwise.
  public var b: Double
  /// Where the origin goes.
  public var shift: SIMD2<Double>

  /// Makes a transform from its coefficients.
  public init(a: Double, b: Double, shift: SIMD2<Double>) {
    self.a = a
    self.b = b
    self.shift = shift
  }

  /// From a square crop of `size` pixels a side to the image that it is taken from.
  ///
  /// - Parameters:
  ///   - center: the centre of the square in the image.
  ///   - side: the side of the square in pixels of the image.
  ///   - roll: the turn of the square in radians, clockwise.
  public init(fromCropOf size: Int, center: SIMD2<Double>, side: Double, roll: Double) {
    let scale = side / Double(size)
    a = scale * cos(roll)
    b = scale * sin(roll)
    let half = Double(size) / 2
    shift = SIMD2(center.x - (a * half - b * half), center.y - (b * half + a * half))
  }

  /// The ratio of lengths after and before.
  public var scale: Double { (a * a + b * b).squareRoot() }

  /// Where a point goes.
  @inlinable
  public func callAsFunction(_ point: SIMD2<Double>) -> SIMD2<Double> {
    SIMD2(a * point.x - b * point.y + shift.x, b * point.x + a * point.y + shift.y)
  }
}
