import Imaging
import Testing

@Suite("Conversion to gray")
struct GrayConversionTests {
  private func convert(
    _ bytes: [UInt8], width: Int, height: Int, stride: Int
  ) throws(ImagingError) -> GrayImage {
    var image = GrayImage(width: width, height: height, fill: 77)
    try bytes.withUnsafeBufferPointer { (buffer) throws(ImagingError) in
      try GrayConversion.convertBGR(buffer, stride: stride, into: &image)
    }
    return image
  }

  @Test("Noise gives OpenCV's gray levels, whatever the stride")
  func noise() throws {
    for golden in try ImagingGoldens.load().gray.noise {
      let (width, height) = (golden.size[0], golden.size[1])
      let bytes = Noise.bytes(seed: golden.seed, count: golden.stride * height)
      let image = try convert(bytes, width: width, height: height, stride: golden.stride)
      #expect(FNV1a.hex(image.pixels) == golden.hash, "\(width)×\(height)")
    }
  }

  @Test("A cube of colours gives OpenCV's gray levels")
  func cube() throws {
    let levels = (0..<32).map { UInt8($0 * 8) } + [255]
    var bytes: [UInt8] = []
    for blue in levels {
      for green in levels {
        for red in levels { bytes += [blue, green, red] }
      }
    }
    let count = bytes.count / 3
    let image = try convert(bytes, width: count, height: 1, stride: bytes.count)
    #expect(FNV1a.hex(image.pixels) == (try ImagingGoldens.load().gray.cube))
  }

  @Test("The last row may lack padding, but no pixel")
  func lastRow() throws {
    let bytes = [UInt8](repeating: 255, count: 10 + 6)
    let image = try convert(bytes, width: 2, height: 2, stride: 10)
    #expect(image == GrayImage(width: 2, height: 2, fill: 255))
    #expect(throws: ImagingError.shortBuffer(expected: 16, found: 15)) {
      try convert([UInt8](bytes.dropLast()), width: 2, height: 2, stride: 10)
    }
  }

  @Test("A stride shorter than a row is refused")
  func shortStride() {
    #expect(throws: ImagingError.shortRow(expected: 6, found: 5)) {
      try convert([UInt8](repeating: 0, count: 100), width: 2, height: 2, stride: 5)
    }
  }

  @Test("A stride that overflows is refused")
  func hugeStride() {
    #expect(throws: ImagingError.shortBuffer(expected: Int.max, found: 100)) {
      try convert([UInt8](repeating: 0, count: 100), width: 2, height: 4, stride: Int.max / 2)
    }
  }
}
