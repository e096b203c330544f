import Imaging
import Testing

/// One of the two interpolations, under the name of its goldens.
enum Interpolation: CaseIterable, Sendable {
  case exact
  case bilinear

  func resize(_ image: GrayImage, _ width: Int, _ height: Int) -> GrayImage {
    switch self {
    case .exact: image.resizedExactly(width: width, height: height)
    case .bilinear: image.resizedBilinearly(width: width, height: height)
    }
  }

  func goldens() throws -> ImagingGoldens.Resize {
    let goldens = try ImagingGoldens.load()
    return self == .exact ? goldens.exact : goldens.bilinear
  }
}

@Suite("Resizing as OpenCV does")
struct ResizeTests {
  @Test("Every pair of sizes from 1 to 64 gives OpenCV's pixels", arguments: Interpolation.allCases)
  func axisPairs(interpolation: Interpolation) throws {
    let expected = try interpolation.goldens().axisPairs
    #expect(expected.count == 64)
    for m in 1...64 {
      var hash = FNV1a()
      for n in 1...64 {
        let image = try Noise.image(
          seed: m * 64 + n, width: m, height: 1 + (5 * m + 3 * n) % 64)
        let resized = interpolation.resize(image, n, 1 + (7 * m + 11 * n) % 64)
        hash.combine(resized.pixels)
      }
      #expect(hash.hex == expected[m - 1], "source width \(m)")
    }
  }

  @Test("Reductions by exactly two give OpenCV's pixels", arguments: Interpolation.allCases)
  func halvings(interpolation: Interpolation) throws {
    for (index, expected) in try interpolation.goldens().halvings.enumerated() {
      let n = index + 1
      let image = try Noise.image(seed: 1000 + n, width: 2 * n, height: 82 - 2 * n)
      #expect(FNV1a.hex(interpolation.resize(image, n, 41 - n).pixels) == expected, "width \(n)")
    }
  }

  @Test("Whole frames give OpenCV's pixels", arguments: Interpolation.allCases)
  func large(interpolation: Interpolation) throws {
    for golden in try interpolation.goldens().large {
      let image = try Noise.image(
        seed: golden.seed, width: golden.source[0], height: golden.source[1])
      let resized = interpolation.resize(image, golden.target[0], golden.target[1])
      #expect(FNV1a.hex(resized.pixels) == golden.hash, "\(golden.source) to \(golden.target)")
    }
  }

  @Test("Tiny images give OpenCV's pixels, one by one", arguments: Interpolation.allCases)
  func pixels(interpolation: Interpolation) throws {
    for golden in try interpolation.goldens().pixels {
      let image = try GrayImage(
        width: golden.source[0], height: golden.source[1], pixels: golden.sourcePixels)
      let resized = interpolation.resize(image, golden.target[0], golden.target[1])
      #expect(resized.pixels == golden.targetPixels, "\(golden.source) to \(golden.target)")
    }
  }

  @Test("Crops of 20 to 600 pixels become 48×48 as in OpenCV")
  func faceCrops() throws {
    let image = try Noise.image(seed: 7, width: 600, height: 600)
    let expected = try ImagingGoldens.load().faceCrops
    #expect(expected.count == 581)
    for (index, hash) in expected.enumerated() {
      let width = 20 + index
      let height = 20 + (13 * width) % 581
      let crop = image.cropped(
        to: Rectangle(x: (600 - width) / 2, y: (600 - height) / 3, width: width, height: height))
      let resized = crop.resizedBilinearly(width: 48, height: 48)
      #expect(FNV1a.hex(resized.pixels) == hash, "\(width)×\(height)")
    }
  }

  @Test("A reduction by exactly two is the mean of four pixels", arguments: Interpolation.allCases)
  func mean(interpolation: Interpolation) throws {
    let image = try GrayImage(width: 4, height: 2, pixels: [0, 1, 255, 255, 1, 0, 254, 255])
    #expect(interpolation.resize(image, 2, 1).pixels == [1, 255])
  }

  @Test("A constant image stays constant at any size", arguments: Interpolation.allCases)
  func constant(interpolation: Interpolation) {
    for level: UInt8 in [0, 1, 127, 254, 255] {
      let image = GrayImage(width: 13, height: 11, fill: level)
      for (width, height) in [(1, 1), (5, 40), (13, 11), (26, 22), (100, 3)] {
        let resized = interpolation.resize(image, width, height)
        #expect(resized == GrayImage(width: width, height: height, fill: level))
      }
    }
  }

  @Test("The same size gives the same image", arguments: Interpolation.allCases)
  func identity(interpolation: Interpolation) throws {
    let image = try Noise.image(seed: 3, width: 31, height: 17)
    #expect(interpolation.resize(image, 31, 17) == image)
  }

  @Test("Empty images and sizes give black or empty images", arguments: Interpolation.allCases)
  func empty(interpolation: Interpolation) {
    let empty = GrayImage(width: 0, height: 5)
    #expect(interpolation.resize(empty, 2, 2) == GrayImage(width: 2, height: 2))
    let image = GrayImage(width: 3, height: 3, fill: 9)
    #expect(interpolation.resize(image, 0, 4) == GrayImage(width: 0, height: 4))
    #expect(interpolation.resize(image, -1, 4).isEmpty)
  }
}
