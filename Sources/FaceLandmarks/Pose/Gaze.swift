import Glibc

/// Where the eyes look relative to the camera, in degrees: x to the right of the image, y up.
///
/// Each eye's iris is compared with where it would be if the person looked at the camera: the
/// middle of the corners, moved by a fixed place in the head's coordinates. That needs no focal
/// length (specs/scores.md §2, item 2).
public struct Gaze: Sendable, Equatable {
  public let x: Double
  public let y: Double

  /// From the middle of an eye's corners to where the iris's centre is seen when the eye looks at
  /// the camera: centimetres outwards, down and away; fitted to 64 portraits.
  private static let offset = SIMD3(0.11, -0.149, 0.464)
  /// Up to this yaw both eyes count alike, beyond it mostly the nearer one.
  private static let frontalYaw = 15.0
  private static let largestSine = 0.97

  public init(_ landmarks: FaceLandmarks, pose: HeadPose) {
    let left = Self.deviation(of: landmarks.leftEye, outward: -1, pose: pose)
    let right = Self.deviation(of: landmarks.rightEye, outward: 1, pose: pose)
    var deviation = (left + right) / 2
    if abs(pose.yaw) > Self.frontalYaw {
      // Turned to the image's right, the left eye is the nearer one.
      let share = min(max(0.5 + pose.yaw / 60, 0), 1)
      deviation = share * left + (1 - share) * right
    }
    deviation = deviation.clamped(
      lowerBound: SIMD2(repeating: -Self.largestSine),
      upperBound: SIMD2(repeating: Self.largestSine)
    )
    x = degrees(asin(deviation.x))
    y = -degrees(asin(deviation.y))
  }

  /// The iris's deviation over the eyeball's radius of about 1 cm.
  private static func deviation(
    of eye: EyeLandmarks, outward: Double, pose: HeadPose
  ) -> SIMD2<Double> {
    let expected = pose.rotation(offset * SIMD3(outward, 1, 1))
    return (eye.iris[0] - eye.middle) / pose.scale - SIMD2(expected.x, expected.y)
  }
}
