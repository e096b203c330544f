import FaceDetection
import FaceLandmarks
import Foundation
import GazeScore
import Imaging
import Media
import Testing

@Suite("Eye contact as the reference measures it")
struct EyeContactGoldenTests {
  /// Points of the score, and a share of others, between the same arithmetic in two languages on
  /// observations that are rounded to five digits.
  private static let exact = 1e-3

  @Test("Made-up tracks give the reference's score, events, coverage and blinks")
  func synthetic() throws {
    let goldens = try Goldens.load().synthetic
    try #require(goldens.count == 6)
    for golden in goldens {
      let contact = try EyeContact(golden.track.map(\.observation))
      #expect(abs(contact.score - golden.eyeContact.score) < Self.exact)
      expectSame(contact, golden.eyeContact)
    }
  }

  @Test("The sample video gives the reference's angles, sample by sample, and its score")
  func video() throws {
    let goldens = try Goldens.load()
    // Unoptimised networks are a hundred times slower: debug builds look at the first second.
    let count = Goldens.isQuick ? 6 : goldens.track.count
    let observations = try Clip.observations(of: Goldens.video, atMost: count)
    try #require(observations.count == count)
    for (found, golden) in zip(observations, goldens.track) {
      let face = try #require(found.face)
      #expect(abs(found.time - golden.time) < 1e-3)
      #expect(abs(face.yaw - (golden.yaw ?? .infinity)) < Tolerance.angle)
      #expect(abs(face.pitch - (golden.pitch ?? .infinity)) < Tolerance.angle)
      #expect(abs(face.gazeX - (golden.gazeX ?? .infinity)) < Tolerance.angle)
      #expect(abs(face.gazeY - (golden.gazeY ?? .infinity)) < Tolerance.angle)
      #expect(face.track == 0)
    }
    guard !Goldens.isQuick else { return }
    let contact = try EyeContact(observations)
    #expect(abs(contact.score - goldens.eyeContact.score) < 0.1)
    expectSame(contact, goldens.eyeContact)
  }

  @Test("The same video gives the same observations twice")
  func deterministic() throws {
    let first = try Clip.observations(of: Goldens.video, atMost: 5)
    let second = try Clip.observations(of: Goldens.video, atMost: 5)
    #expect(first.count == 5)
    #expect(first == second)
  }

  private func expectSame(_ found: EyeContact, _ golden: Goldens.Contact) {
    #expect(found.away.count == golden.away.count)
    for (event, expected) in zip(found.away, golden.away) {
      #expect(abs(event.start - expected[0]) < Self.exact)
      #expect(abs(event.end - expected[1]) < Self.exact)
    }
    #expect(abs(found.blinksPerMinute - golden.blinksPerMinute) < Self.exact)
    #expect(abs(found.yawDeviation - golden.yawDeviation) < Tolerance.angle)
    #expect(abs(found.bias.x - golden.bias[0]) < Tolerance.angle)
    #expect(abs(found.bias.y - golden.bias[1]) < Tolerance.angle)
  }
}

/// A whole video through the cascade and the tracker.
enum Clip {
  static func observations(
    of path: String, atMost limit: Int = .max
  ) throws -> [FaceObservation] {
    let classifier = try CascadeClassifier(
      contentsOf: Goldens.models + "/haarcascade_frontalface_default.xml")
    let detector = try CascadeDetector(
      classifier: classifier,
      parameters: DetectionParameters(scaleFactor: 1.3, minimumNeighbors: 5))
    let workspace = detector.makeWorkspace()
    var tracker = FaceTracker(try FaceLandmarker(folder: Goldens.models))
    let reader = try VideoReader(path: path, carriesColor: true)
    var observations: [FaceObservation] = []
    while observations.count < limit, let sample = try reader.nextSample() {
      let color = try #require(sample.color)
      observations.append(
        try tracker.observe(
          color, at: sample.time,
          detectionSize: Size(width: sample.image.width, height: sample.image.height)
        ) {
          detector.detect(in: sample.image, using: workspace)
        })
    }
    return observations
  }
}

@Suite("Eye contact of real clips, where they are there")
struct SharedClipTests {
  /// `$MIEN_SHARED/media`, or `../shared/media` beside the checkout. The clips are never committed.
  static let folder =
    (ProcessInfo.processInfo.environment["MIEN_SHARED"] ?? Goldens.root + "/../shared") + "/media/"

  static func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder + name) }

  @Test(
    "A woman who speaks to the camera scores at least 90",
    .enabled(if: has("fer_woman2.mp4") && !Goldens.isQuick, "the clip is absent, or a debug build"))
  func toTheCamera() throws {
    let contact = try EyeContact(try Clip.observations(of: Self.folder + "fer_woman2.mp4"))
    #expect(contact.score >= 90)
    #expect(contact.away.isEmpty)
    #expect(contact.coverage > 0.99)
  }

  @Test(
    "A video without a face has no eye contact, and says why",
    .enabled(if: has("pyfeat_no_face.mp4"), "the clip is absent"))
  func noFace() throws {
    let observations = try Clip.observations(of: Self.folder + "pyfeat_no_face.mp4")
    #expect(throws: EyeContactUnavailable.littleCoverage(share: 0)) { try EyeContact(observations) }
  }
}
