import GazeScore
import Glibc
import Imaging

extension FaceMeasurement {
  /// Centimetres between the pupils, and between the outer corners of the eyes: means of adults.
  private static let pupilDistance = 6.3
  private static let cornerDistance = 9.0
  /// Centimetres from the centre of an eyeball to the pupil, as ``Gaze`` takes it.
  private static let eyeballRadius = 1.0
  private static let largestSine = 0.97
  /// Centimetres by which the eye cascade sets its boxes too far to the left of the image; median of
  /// four clips in which landmarks tell where the eyes look.
  private static let boxShift = 0.15
  /// Lids and lashes move with the gaze and are dark: up and down are seen two to three times too
  /// large.
  private static let verticalShare = 0.4
  /// What stands for the openness of eyes that the cascade found: it finds open ones.
  private static let openEyes = 0.3

  /// Measures a face by its pupils alone, where there are no landmarks: of low accuracy, since the
  /// turn of the head is not known and taken for none (specs/scores.md §1, the fallback).
  ///
  /// The middle of an eye's box, as the eye cascade gives it, is about where the pupil is when the
  /// eye looks at the camera. Nil where no pupil is found.
  ///
  /// - Parameters:
  ///   - image: the picture in gray.
  ///   - face: the box of the face in it.
  ///   - leftEye: the box of the eye that is on the left in the image.
  ///   - rightEye: the box of the other one.
  public init?(
    pupilsIn image: GrayImage, face: Rectangle, leftEye: Rectangle, rightEye: Rectangle
  ) {
    func center(_ box: Rectangle) -> SIMD2<Double> {
      SIMD2(Double(box.x) + Double(box.width) / 2, Double(box.y) + Double(box.height) / 2)
    }
    func offset(_ box: Rectangle) -> SIMD2<Double>? {
      let clipped = box.intersection(with: image.bounds)
      guard let pupil = PupilFinder.pupil(in: image.cropped(to: clipped)) else { return nil }
      let extent = SIMD2(Double(clipped.width), Double(clipped.height))
      return SIMD2(Double(clipped.x), Double(clipped.y)) + pupil * extent - center(box)
    }
    let line = center(rightEye) - center(leftEye)
    guard line.length > 0, let left = offset(leftEye), let right = offset(rightEye) else {
      return nil
    }
    let along = line / line.length
    let across = SIMD2(-along.y, along.x)
    let mean = (left + right) / 2 * (Self.pupilDistance / line.length / Self.eyeballRadius)
    func angle(_ sine: Double) -> Double {
      degrees(asin(min(max(sine, -Self.largestSine), Self.largestSine)))
    }
    self.init(
      box: face,
      prominence: Prominence(imageSize: Size(width: image.width, height: image.height))
        .value(of: face),
      yaw: 0, pitch: 0, roll: degrees(atan2(line.y, line.x)),
      gazeX: angle((mean * along).sum() - Self.boxShift),
      gazeY: -angle(Self.verticalShare * (mean * across).sum()), openness: Self.openEyes,
      eyeDistance: line.length * Self.cornerDistance / Self.pupilDistance)
  }
}
