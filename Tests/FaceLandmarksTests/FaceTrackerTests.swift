import FaceLandmarks
import Imaging
import Testing

@Suite("Following the speaker's face")
struct FaceTrackerTests {
  /// The sample video's first picture, in which the cascade finds a face at `box`.
  private struct Portrait {
    let image: ColorImage
    let box: Rectangle
    let landmarker: FaceLandmarker

    init() throws {
      let golden = try #require(try Goldens.load().frames.first)
      let sample = try Goldens.sample(frame: golden.frame)
      image = try #require(sample.color)
      box = Rectangle(
        x: golden.box[0], y: golden.box[1], width: golden.box[2], height: golden.box[3])
      landmarker = try FaceLandmarker(folder: Goldens.models)
    }

    var size: Size { Size(width: image.width, height: image.height) }
    var black: ColorImage {
      get throws {
        try ColorImage(
          width: image.width, height: image.height,
          bytes: [UInt8](repeating: 0, count: image.bytes.count))
      }
    }
  }

  @Test("The cascade is asked at the start, once a second and after a loss, and not else")
  func searches() throws {
    let portrait = try Portrait()
    var tracker = FaceTracker(portrait.landmarker)
    var asked: [Int] = []
    let black = try portrait.black
    for index in 0..<16 {
      let time = Double(index) / 6
      let isLost = index == 8 || index == 9
      let observation = try tracker.observe(
        isLost ? black : portrait.image, at: time, detectionSize: portrait.size
      ) {
        asked.append(index)
        return isLost ? [] : [portrait.box]
      }
      #expect((observation.face == nil) == isLost)
      // It comes back where it was lost a moment ago: the same track.
      if !isLost { #expect(observation.face?.track == 0) }
    }
    #expect(asked == [0, 6, 8, 9, 10, 12])
  }

  @Test("A candidate that is no face is no observation")
  func falseCandidate() throws {
    let portrait = try Portrait()
    var tracker = FaceTracker(portrait.landmarker)
    let observation = try tracker.observe(
      portrait.image, at: 0, detectionSize: portrait.size
    ) { [Rectangle(x: 0, y: portrait.size.height - 60, width: 50, height: 50)] }
    #expect(observation.face == nil)
  }

  @Test("Candidates in pixels of a larger picture are found in the colour image")
  func scaledCandidates() throws {
    let portrait = try Portrait()
    let double = Rectangle(
      x: 2 * portrait.box.x, y: 2 * portrait.box.y, width: 2 * portrait.box.width,
      height: 2 * portrait.box.height)
    var plain = FaceTracker(portrait.landmarker)
    var scaled = FaceTracker(portrait.landmarker)
    let expected = try plain.observe(portrait.image, at: 0, detectionSize: portrait.size) {
      [portrait.box]
    }
    let found = try scaled.observe(
      portrait.image, at: 0,
      detectionSize: Size(width: 2 * portrait.size.width, height: 2 * portrait.size.height)
    ) { [double] }
    #expect(expected.face != nil)
    #expect(found == expected)
  }

  @Test("A much larger face elsewhere takes over, as another track; the smaller one then does not")
  func takeover() throws {
    let portrait = try Portrait()
    let (wide, small, large) = try Self.pair(of: portrait)
    let size = Size(width: wide.width, height: wide.height)
    var tracker = FaceTracker(portrait.landmarker)
    let first = try tracker.observe(wide, at: 0, detectionSize: size) { [small] }
    let second = try tracker.observe(wide, at: 1, detectionSize: size) { [small, large] }
    let third = try tracker.observe(wide, at: 2, detectionSize: size) { [small, large] }
    let before = try #require(first.face)
    let after = try #require(second.face)
    #expect(before.box.intersectionOverUnion(with: small) > 0.3)
    #expect(after.box.intersectionOverUnion(with: large) > 0.3)
    #expect(before.track == 0)
    #expect(after.track == 1)
    #expect(third.face?.track == 1)
  }

  /// The portrait beside its own half size, and the two faces' boxes.
  private static func pair(
    of portrait: Portrait
  ) throws -> (image: ColorImage, small: Rectangle, large: Rectangle) {
    let image = portrait.image
    let half = try image.bytes.withUnsafeBufferPointer { bytes throws(ImagingError) in
      try ColorImage(
        width: image.width, height: image.height, bytes: bytes, stride: 3 * image.width,
        reducedBy: 2)
    }
    let width = image.width + half.width
    var bytes = [UInt8](repeating: 0, count: 3 * width * image.height)
    for y in 0..<image.height {
      let row = 3 * y * width
      if y < half.height {
        bytes.replaceSubrange(
          row..<(row + 3 * half.width),
          with: half.bytes[(3 * y * half.width)..<(3 * (y + 1) * half.width)])
      }
      bytes.replaceSubrange(
        (row + 3 * half.width)..<(row + 3 * width),
        with: image.bytes[(3 * y * image.width)..<(3 * (y + 1) * image.width)])
    }
    let box = portrait.box
    return (
      try ColorImage(width: width, height: image.height, bytes: bytes),
      Rectangle(x: box.x / 2, y: box.y / 2, width: box.width / 2, height: box.height / 2),
      Rectangle(x: box.x + half.width, y: box.y, width: box.width, height: box.height)
    )
  }
}
