import Foundation
import Testing

@testable import FaceLandmarks

@Suite("Head pose of a known head")
struct HeadPoseTests {
  /// The canonical head turned about y, then x, then z (degrees), scaled and shifted.
  private func mesh(yaw: Double, pitch: Double, roll: Double, scale: Double) -> [SIMD3<Double>] {
    let (y, p, r) = (yaw * .pi / 180, pitch * .pi / 180, roll * .pi / 180)
    var mesh = [SIMD3<Double>](repeating: .zero, count: FaceLandmarks.meshCount)
    for point in HeadModel.points {
      var v = point.place
      // Each keeps the sense of its angle for a face that looks along −z, y pointing down.
      v = SIMD3(v.x, v.y * cos(p) + v.z * sin(p), -v.y * sin(p) + v.z * cos(p))
      v = SIMD3(v.x * cos(y) - v.z * sin(y), v.y, v.x * sin(y) + v.z * cos(y))
      v = SIMD3(v.x * cos(r) - v.y * sin(r), v.x * sin(r) + v.y * cos(r), v.z)
      mesh[point.landmark] = scale * v + SIMD3(320, 240, 5)
    }
    return mesh
  }

  @Test(
    "A turn about one axis is found with its sign, and the scale with it",
    arguments: [
      (0.0, 0.0, 0.0), (30, 0, 0), (-55, 0, 0), (0, 20, 0), (0, -35, 0), (0, 0, 15), (0, 0, -80),
    ])
  func angles(yaw: Double, pitch: Double, roll: Double) throws {
    let pose = try #require(
      HeadPose(mesh: mesh(yaw: yaw, pitch: pitch, roll: roll, scale: 13.5)))
    #expect(abs(pose.yaw - yaw) < 1e-9)
    #expect(abs(pose.pitch - pitch) < 1e-9)
    #expect(abs(pose.roll - roll) < 1e-9)
    #expect(abs(pose.scale - 13.5) < 1e-9)
  }

  @Test("The rotation is a rotation, also of a mirrored head")
  func proper() throws {
    let mirrored = mesh(yaw: 20, pitch: 10, roll: 5, scale: 10).map { SIMD3(-$0.x, $0.y, $0.z) }
    let (x, y, z) = try #require(HeadPose(mesh: mirrored)).rotation.columns
    let cross = SIMD3(
      x.y * y.z - x.z * y.y, x.z * y.x - x.x * y.z, x.x * y.y - x.y * y.x)
    #expect(((cross - z) * (cross - z)).sum() < 1e-20)
    #expect(abs((x * x).sum() - 1) < 1e-12)
  }

  @Test("A mesh without extent, without numbers or without points has no pose")
  func none() {
    let point = SIMD3(1.0, 2, 3)
    #expect(HeadPose(mesh: [SIMD3<Double>](repeating: point, count: 468)) == nil)
    #expect(HeadPose(mesh: [SIMD3<Double>](repeating: SIMD3(.nan, 0, 0), count: 468)) == nil)
    #expect(HeadPose(mesh: []) == nil)
  }
}

@Suite("Regions of attention")
struct AttentionRegionTests {
  @Test("The transform maps the patch onto the enlarged, turned box, and back to pixels")
  func transform() {
    // A diamond of points whose level line runs to the lower right.
    let region = AttentionRegion(indices: [0, 1, 2, 3], levelStart: 0, levelEnd: 1)
    let mesh: [Float] = [80, 80, 0, 112, 112, 0, 88, 104, 0, 104, 88, 0]
    let way = region.transform(ofMesh: mesh)
    let middle = way.origin + 8 * (way.right + way.down)
    #expect((middle - SIMD2(24, 24)).length < 1e-9)
    // 1.5 times the length of the diagonal in cells, over 16 cells of the patch.
    #expect(abs(way.right.length - 1.5 * 8 * 2.0.squareRoot() / 16) < 1e-9)
    #expect(abs(way.right.x - way.right.y) < 1e-9)
    #expect(abs((way.right * way.down).sum()) < 1e-9)
    // The middle of the patch, which a network counts as 32 of 64 pixels.
    #expect((way.pixel(32, 32) - SIMD2(96, 96)).length < 1e-5)
  }

  @Test("Features are interpolated between their centres and zero beyond the outermost")
  func sampling() {
    let size = AttentionRegion.featureSize
    let channels = AttentionRegion.channels
    var features = [Float](repeating: 0, count: AttentionRegion.featureCount)
    for y in 0..<size {
      for x in 0..<size {
        for channel in 0..<channels {
          features[(y * size + x) * channels + channel] = Float(x + 100 * y + channel)
        }
      }
    }
    var patch = [Float](repeating: -1, count: AttentionRegion.patchCount)
    let way = PatchTransform(
      right: SIMD2(3, 0.25), down: SIMD2(-0.25, 3), origin: SIMD2(1, -2))
    way.sample(features, into: &patch)
    for row in 0..<AttentionRegion.patchSize {
      for column in 0..<AttentionRegion.patchSize {
        let place =
          way.origin + way.right * (Double(column) + 0.5) + way.down * (Double(row) + 0.5) - 0.5
        let isInside = min(place.x, place.y) >= 0 && max(place.x, place.y) <= Double(size - 1)
        let expected = isInside ? Float(place.x + 100 * place.y + 7) : 0
        let found = patch[(row * AttentionRegion.patchSize + column) * channels + 7]
        #expect(abs(found - expected) < 2e-3)
      }
    }
  }

  @Test("Meshes without extent or numbers do no harm")
  func degenerate() {
    var patch = [Float](repeating: -1, count: AttentionRegion.patchCount)
    let features = [Float](repeating: 1, count: AttentionRegion.featureCount)
    for value in [Float(0), .nan, .infinity, 1e30] {
      let mesh = [Float](repeating: value, count: 3 * FaceLandmarks.meshCount)
      AttentionRegion.leftEye.transform(ofMesh: mesh).sample(features, into: &patch)
      #expect(patch.allSatisfy { $0 == 0 || $0 == 1 })
    }
  }
}
