import GazeScore
import Imaging

extension FaceMeasurement {
  /// Measures a face in an image of a size; nil where its mesh has no pose or its eyes no place.
  public init?(_ landmarks: FaceLandmarks, imageSize: Size, track: Int = 0) {
    guard let pose = HeadPose(mesh: landmarks.mesh) else { return nil }
    let gaze = Gaze(landmarks, pose: pose)
    let openness = (landmarks.leftEye.openness + landmarks.rightEye.openness) / 2
    guard gaze.x.isFinite, gaze.y.isFinite, openness.isFinite else { return nil }
    self.init(
      track: track, box: landmarks.box,
      prominence: Prominence(imageSize: imageSize).value(of: landmarks.box),
      presence: landmarks.presence, yaw: pose.yaw,
      pitch: pose.pitch, roll: pose.roll, gazeX: gaze.x, gazeY: gaze.y,
      openness: openness,
      eyeDistance: landmarks.eyeDistance)
  }
}

extension FaceLandmarks {
  /// The box of the mesh in whole pixels.
  var box: Rectangle {
    var low = SIMD2(repeating: Double.infinity)
    var high = -low
    for point in mesh {
      low = pointwiseMin(low, SIMD2(point.x, point.y))
      high = pointwiseMax(high, SIMD2(point.x, point.y))
    }
    func pixel(_ value: Double) -> Int { Int(min(max(value, -1e6), 1e6)) }
    let left = pixel(low.x.rounded(.down))
    let top = pixel(low.y.rounded(.down))
    return Rectangle(
      x: left, y: top, width: pixel(high.x.rounded(.up)) - left,
      height: pixel(high.y.rounded(.up)) - top)
  }
}
