import FaceDetection
import FaceLandmarks
import GazeScore
import Imaging
import Media
import Testing

@testable import AnalysisResult
@testable import FacialAnalysis

@Suite("A second opinion where the cascade is silent")
struct SecondOpinionTests {
  private let size = Size(width: 640, height: 480)

  /// The sample video's first picture, turned about its middle; gray as the cascade sees it.
  private func portrait(turned degrees: Double) throws -> (color: ColorImage, gray: GrayImage) {
    let reader = try VideoReader(path: Fixture.sampleVideo, carriesColor: true)
    let image = try #require(try reader.nextSample()?.color)
    let side = min(image.width, image.height)
    var values: [Float] = []
    image.warp(
      by: SimilarityTransform(
        fromCropOf: side, center: SIMD2(Double(image.width), Double(image.height)) / 2,
        side: Double(side), roll: degrees * .pi / 180), size: side, into: &values)
    var color: [UInt8] = []
    var gray: [UInt8] = []
    for pixel in stride(from: 0, to: values.count, by: 3) {
      let (red, green, blue) = (values[pixel], values[pixel + 1], values[pixel + 2])
      for value in [blue, green, red] { color.append(UInt8(value * 255)) }
      gray.append(UInt8(255 * (0.299 * red + 0.587 * green + 0.114 * blue)))
    }
    return (
      try ColorImage(width: side, height: side, bytes: color),
      try GrayImage(width: side, height: side, pixels: gray)
    )
  }

  @Test("A tilted face that the cascade misses is found and confirmed by the landmark networks")
  func tilted() throws {
    let analyzer = try Fixture.analyzer()
    let (color, gray) = try portrait(turned: 30)
    #expect(analyzer.detector.detect(in: gray, using: analyzer.detector.makeWorkspace()).isEmpty)
    let size = Size(width: gray.width, height: gray.height)
    let search = SecondSearch(try #require(analyzer.secondOpinion.detector))
    let faces = try search.faces(in: color, size: size)
    let first = try #require(faces.first)
    // Within the picture, and about as wide as the face.
    #expect(first.intersection(with: gray.bounds) == first)
    var tracker = FaceTracker(try #require(analyzer.landmarks.landmarker))
    let seen = try tracker.observe(color, at: 0, detectionSize: size) { faces }
    #expect(SecondSearch.confirmed(faces, size: size, by: seen.face, imageSize: size) == first)
  }

  private func seen(_ box: Rectangle, yaw: Double = 0, eyeDistance: Double = 40) -> FaceMeasurement
  {
    FaceMeasurement(
      box: box, yaw: yaw, pitch: 0, roll: 0, gazeX: 0, gazeY: 0, openness: 0.3,
      eyeDistance: eyeDistance)
  }

  @Test("Only a face where the landmarks are, of a like size and not turned too far, counts")
  func confirmation() {
    let face = Rectangle(x: 200, y: 100, width: 100, height: 100)
    let other = Rectangle(x: 20, y: 20, width: 100, height: 100)
    func confirmed(_ measurement: FaceMeasurement?) -> Rectangle? {
      SecondSearch.confirmed(
        [other, face], size: size, by: measurement, imageSize: Size(width: 320, height: 240))
    }
    // The landmarks' picture is half as large.
    #expect(confirmed(seen(Rectangle(x: 105, y: 55, width: 45, height: 50))) == face)
    #expect(confirmed(nil) == nil)
    #expect(confirmed(seen(Rectangle(x: 105, y: 55, width: 45, height: 50), yaw: -50)) == nil)
    #expect(
      confirmed(seen(Rectangle(x: 105, y: 55, width: 45, height: 50), eyeDistance: 17)) == nil)
    #expect(confirmed(seen(Rectangle(x: 205, y: 155, width: 45, height: 50))) == nil)
    #expect(confirmed(seen(Rectangle(x: 119, y: 69, width: 12, height: 12))) == nil)
  }

  @Test("It is not asked for where it is not wanted, or without the networks that confirm it")
  func notWanted() throws {
    let analyzer = try Analyzer(
      modelPath: Fixture.model, cascadePath: Fixture.cascade, asksAgain: false)
    #expect(analyzer.secondOpinion.detector == nil)
    #expect(try Fixture.analyzer().secondOpinion.detector != nil)
  }

  @Test(
    "It finds faces in real clips and none where there is none",
    .enabled(if: !SharedMediaTests.clips.isEmpty, "the clips are absent"))
  func clips() throws {
    let analyzer = try Fixture.analyzer()
    let analysis = try analyzer.analyze(
      path: SharedMediaTests.folder + "/short_hamilton_clip.mp4")
    #expect(analysis.observations.count { $0.detector == .cascade } == 18)
    #expect(analysis.observations.count { $0.detector == .network } >= 12)
    let half = try analyzer.analyze(path: SharedMediaTests.folder + "/pyfeat_face_noface.mov")
    #expect(half.observations.allSatisfy { $0.time < 2.5 || $0.face == nil })
  }
}
