import FaceLandmarks
import GazeScore
import Imaging
import Media
import Testing

@Suite("Landmarks as Keras gives them")
struct LandmarkGoldenTests {
  @Test("A crop is warped as the definition in double precision says")
  func warp() throws {
    let goldens = try Goldens.load().warps
    let image = try ColorImage(width: goldens.width, height: goldens.height, bytes: goldens.bytes)
    var values: [Float] = []
    for golden in goldens.crops {
      let transform = SimilarityTransform(
        fromCropOf: goldens.size, center: SIMD2(golden.crop[0], golden.crop[1]),
        side: golden.crop[2], roll: golden.crop[3])
      image.warp(by: transform, size: goldens.size, into: &values)
      try #require(values.count == golden.values.count)
      let worst = zip(values, golden.values).map { abs($0 - $1) }.max() ?? .infinity
      // Goldens are rounded to five digits.
      #expect(worst < 5e-6 + Tolerance.pixel)
    }
  }

  @Test("478 landmarks, presence, pose and gaze of three frames are those of the reference")
  func frames() throws {
    let goldens = try Goldens.load().frames
    let landmarker = try FaceLandmarker(folder: Goldens.models, refinesLips: true)
    let context = landmarker.makeContext()
    for golden in goldens {
      let sample = try Goldens.sample(frame: golden.frame)
      let image = try #require(sample.color)
      #expect(Goldens.fnv1a(image.bytes) == golden.hash)
      let box = Rectangle(
        x: golden.box[0], y: golden.box[1], width: golden.box[2], height: golden.box[3])
      let found = try #require(try context.landmarks(in: image, face: box))
      let crop = found.crop
      #expect(
        distance(
          [crop.center.x, crop.center.y, crop.side], Array(golden.crop[..<3])) < Tolerance.landmark)
      #expect(abs(found.presence - golden.presence) < 1e-4)
      #expect(
        distance(found.mesh.flatMap { [$0.x, $0.y, $0.z] }, golden.mesh) < Tolerance.landmark)
      #expect(distance(flat(found.lips), golden.lips) < Tolerance.landmark)
      #expect(distance(flat(found.leftEye.contour), golden.leftEye) < Tolerance.landmark)
      #expect(distance(flat(found.leftEye.iris), golden.leftIris) < Tolerance.landmark)
      #expect(distance(flat(found.rightEye.contour), golden.rightEye) < Tolerance.landmark)
      #expect(distance(flat(found.rightEye.iris), golden.rightIris) < Tolerance.landmark)
      #expect(found.refined.count == 478)

      let expected = golden.measurement
      let pose = try #require(HeadPose(mesh: found.mesh))
      #expect(abs(pose.scale - expected.scale) < Tolerance.landmark)
      let measured = try #require(
        FaceMeasurement(found, imageSize: Size(width: image.width, height: image.height)))
      #expect(
        distance(
          [measured.yaw, measured.pitch, measured.roll, measured.gazeX, measured.gazeY],
          [expected.yaw, expected.pitch, expected.roll, expected.gazeX, expected.gazeY])
          < Tolerance.angle)
      #expect(abs(measured.openness - expected.openness) < 1e-4)
      #expect(abs(measured.eyeDistance - expected.eyeDistance) < Tolerance.landmark)
    }
  }

  @Test("Eyes alone are found as with lips, and points of the lips are then those of the mesh")
  func withoutLips() throws {
    let golden = try #require(try Goldens.load().frames.first)
    let sample = try Goldens.sample(frame: golden.frame)
    let image = try #require(sample.color)
    let crop = FaceCrop(
      center: SIMD2(golden.crop[0], golden.crop[1]), side: golden.crop[2], roll: golden.crop[3])
    let found = try FaceLandmarker(folder: Goldens.models).makeContext()
      .landmarks(in: image, crop: crop)
    #expect(found.lips.isEmpty)
    #expect(distance(flat(found.rightEye.iris), golden.rightIris) < Tolerance.landmark)
    #expect(found.refined[13] == SIMD2(found.mesh[13].x, found.mesh[13].y))
  }

  private func flat(_ points: [SIMD2<Double>]) -> [Double] { points.flatMap { [$0.x, $0.y] } }

  /// The greatest difference; infinite where the counts differ.
  private func distance(_ found: [Double], _ expected: [Double]) -> Double {
    guard found.count == expected.count else { return .infinity }
    return zip(found, expected).map { abs($0 - $1) }.max() ?? .infinity
  }
}
