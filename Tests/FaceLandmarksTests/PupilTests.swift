import GazeScore
import Imaging
import Testing

@testable import FaceLandmarks

@Suite("Pupils without landmarks")
struct PupilTests {
  /// An eye of 60×60 pixels, or several side by side: light, with a dark disc of radius 8 around
  /// each centre.
  private func eyes(_ centers: [SIMD2<Double>], width: Int = 60, height: Int = 60) throws
    -> GrayImage
  {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let point = SIMD2(Double(x) + 0.5, Double(y) + 0.5)
        let distance = centers.map { ($0 - point).length }.min() ?? .infinity
        // A soft edge of two pixels, and a little texture that is no noise.
        let darkness = min(max((9 - distance) / 2, 0), 1)
        pixels.append(UInt8(200 - 170 * darkness + Double((x * 7 + y * 13) % 5)))
      }
    }
    return try GrayImage(width: width, height: height, pixels: pixels)
  }

  @Test(
    "A dark disc is found to a pixel",
    arguments: [SIMD2(30.0, 30.0), SIMD2(22, 33), SIMD2(40, 28), SIMD2(25.5, 36.5)])
  func disc(center: SIMD2<Double>) throws {
    let found = try #require(PupilFinder.pupil(in: try eyes([center])))
    #expect((found * 60 - center).length < 1)
  }

  @Test("A flat picture, and one of a pixel, have no pupil")
  func flat() {
    #expect(PupilFinder.pupil(in: GrayImage(width: 50, height: 50, fill: 90)) == nil)
    #expect(PupilFinder.pupil(in: GrayImage(width: 1, height: 1)) == nil)
    #expect(PupilFinder.pupil(in: GrayImage(width: 0, height: 0)) == nil)
  }

  /// A face of 300 pixels with eyes of 60 at (60, 60) and (150, 60), pupils off their middles.
  private func measurement(offset: SIMD2<Double>) throws -> FaceMeasurement {
    let left = Rectangle(x: 60, y: 60, width: 60, height: 60)
    let right = Rectangle(x: 150, y: 60, width: 60, height: 60)
    let image = try eyes(
      [SIMD2(90, 90) + offset, SIMD2(180, 90) + offset], width: 300, height: 300)
    return try #require(
      FaceMeasurement(
        pupilsIn: image, face: Rectangle(x: 20, y: 10, width: 260, height: 260), leftEye: left,
        rightEye: right))
  }

  @Test("The gaze goes where the pupils go, and has no turn of the head")
  func gaze() throws {
    let middle = try measurement(offset: .zero)
    let right = try measurement(offset: SIMD2(6, 0))
    let left = try measurement(offset: SIMD2(-6, 0))
    let down = try measurement(offset: SIMD2(0, 6))
    #expect(left.gazeX < middle.gazeX - 10 && right.gazeX > middle.gazeX + 10)
    #expect(down.gazeY < middle.gazeY - 5)
    #expect(abs(right.gazeY - middle.gazeY) < 2)
    #expect(right.yaw == 0)
    // 90 pixels between the pupils are 6.3 cm; the outer corners are 9 cm apart.
    #expect(abs(middle.eyeDistance - 90 / 6.3 * 9) < 1e-9)
  }
}
