import Imaging
import Testing

@testable import Media

@Suite("Colour of samples")
struct ColorTests {
  @Test("Samples carry no colour unless it is asked for")
  func absent() throws {
    let reader = try VideoReader(path: Fixture.path("constant_rate.mp4"))
    let sample = try #require(try reader.nextSample())
    #expect(sample.color == nil)
  }

  @Test(
    "The colour image is the gray one's picture, upright as it is",
    arguments: [
      "constant_rate.mp4", "rotated_90.mp4", "rotated_180.mp4", "rotated_270.mp4", "vp9.webm",
    ])
  func sameAsGray(name: String) throws {
    let reader = try VideoReader(path: Fixture.path(name), carriesColor: true)
    while let sample = try reader.nextSample() {
      let color = try #require(sample.color)
      try #require(color.width == sample.image.width && color.height == sample.image.height)
      var gray = GrayImage(width: color.width, height: color.height)
      try color.bytes.withUnsafeBufferPointer { bytes throws(ImagingError) in
        try GrayConversion.convertBGR(bytes, stride: 3 * color.width, into: &gray)
      }
      #expect(gray == sample.image)
    }
  }
}
