import Imaging
import Testing

@Suite("Colour images")
struct ColorImageTests {
  private func noise(width: Int, height: Int, seed: Int = 1) -> [UInt8] {
    (0..<(width * height * 3)).map { UInt8(truncatingIfNeeded: ($0 &* 40503 &+ seed) % 65521 >> 7) }
  }

  @Test("The number of bytes must be that of the pixels")
  func byteCount() throws {
    #expect(throws: ImagingError.pixelCount(width: 2, height: 2, expected: 12, found: 11)) {
      try ColorImage(width: 2, height: 2, bytes: [UInt8](repeating: 0, count: 11))
    }
    #expect(throws: ImagingError.invalidSize(width: -1, height: 2)) {
      try ColorImage(width: -1, height: 2, bytes: [])
    }
    #expect(throws: ImagingError.invalidSize(width: Int.max, height: 2)) {
      try ColorImage(width: Int.max, height: 2, bytes: [])
    }
  }

  @Test("The longer side is divided by the least whole number that makes it fit")
  func factor() {
    let side = 1280
    #expect(ColorImage.reductionFactor(width: 640, height: 480, longestSide: side) == 1)
    #expect(ColorImage.reductionFactor(width: 720, height: 1280, longestSide: side) == 1)
    #expect(ColorImage.reductionFactor(width: 1281, height: 2, longestSide: side) == 2)
    #expect(ColorImage.reductionFactor(width: 3840, height: 2160, longestSide: side) == 3)
    #expect(ColorImage.reductionFactor(width: 0, height: 0, longestSide: side) == 1)
  }

  @Test("A reduction is the mean of each block, rounded half up", arguments: [1, 2, 3, 5])
  func reduction(factor: Int) throws {
    let (width, height, stride) = (13, 11, 45)
    let rows = noise(width: stride, height: height)
    let image = try rows.withUnsafeBufferPointer { bytes throws(ImagingError) in
      try ColorImage(
        width: width, height: height, bytes: bytes, stride: stride, reducedBy: factor)
    }
    #expect(image.width == width / factor)
    #expect(image.height == height / factor)
    for y in 0..<image.height {
      for x in 0..<image.width {
        for channel in 0..<3 {
          var sum = 0
          for j in 0..<factor {
            for i in 0..<factor {
              sum += Int(rows[(y * factor + j) * stride + (x * factor + i) * 3 + channel])
            }
          }
          let area = factor * factor
          #expect(Int(image.bytes[(y * image.width + x) * 3 + channel]) == (sum + area / 2) / area)
        }
      }
    }
  }

  @Test("Short rows and buffers are refused")
  func shortBuffers() {
    let bytes = [UInt8](repeating: 0, count: 30)
    bytes.withUnsafeBufferPointer { bytes in
      #expect(throws: ImagingError.shortRow(expected: 12, found: 11)) {
        try ColorImage(width: 4, height: 2, bytes: bytes, stride: 11, reducedBy: 1)
      }
      #expect(throws: ImagingError.shortBuffer(expected: 36, found: 30)) {
        try ColorImage(width: 4, height: 3, bytes: bytes, stride: 12, reducedBy: 1)
      }
      #expect(throws: ImagingError.shortBuffer(expected: Int.max, found: 30)) {
        try ColorImage(width: 4, height: 3, bytes: bytes, stride: Int.max, reducedBy: 1)
      }
    }
  }

  @Test("A crop of the same size and place gives red, green and blue of each pixel")
  func identity() throws {
    let bytes = noise(width: 6, height: 6)
    let image = try ColorImage(width: 6, height: 6, bytes: bytes)
    var values: [Float] = []
    let transform = SimilarityTransform(fromCropOf: 6, center: SIMD2(3, 3), side: 6, roll: 0)
    image.warp(by: transform, size: 6, into: &values)
    for pixel in 0..<36 {
      for channel in 0..<3 {
        let expected = Float(bytes[3 * pixel + 2 - channel]) / 255
        #expect(abs(values[3 * pixel + channel] - expected) < 1e-6)
      }
    }
  }

  @Test("A quarter turn of the crop turns the picture")
  func quarterTurn() throws {
    let bytes = noise(width: 4, height: 4)
    let image = try ColorImage(width: 4, height: 4, bytes: bytes)
    var values: [Float] = []
    image.warp(
      by: SimilarityTransform(fromCropOf: 4, center: SIMD2(2, 2), side: 4, roll: .pi / 2), size: 4,
      into: &values)
    // What lies to the right in the crop lies below in the image.
    for v in 0..<4 {
      for u in 0..<4 {
        let expected = Float(bytes[3 * (u * 4 + 3 - v)]) / 255
        #expect(abs(values[3 * (v * 4 + u) + 2] - expected) < 1e-6)
      }
    }
  }

  /// The definition of a crop in double precision, slowly.
  private func reference(
    _ image: ColorImage, _ transform: SimilarityTransform, size: Int, samples: Int
  ) -> [Double] {
    func pixel(_ x: Int, _ y: Int, _ channel: Int) -> Double {
      guard (0..<image.width).contains(x), (0..<image.height).contains(y) else { return 0 }
      return Double(image.bytes[3 * (y * image.width + x) + channel])
    }
    var values: [Double] = []
    for v in 0..<size {
      for u in 0..<size {
        for channel in [2, 1, 0] {
          var sum = 0.0
          for k in 0..<(samples * samples) {
            let inner = SIMD2(Double(k % samples) + 0.5, Double(k / samples) + 0.5)
            let place = transform(SIMD2(Double(u), Double(v)) + inner / Double(samples)) - 0.5
            let (x, y) = (Int(place.x.rounded(.down)), Int(place.y.rounded(.down)))
            let (dx, dy) = (place.x - Double(x), place.y - Double(y))
            sum += (1 - dy) * ((1 - dx) * pixel(x, y, channel) + dx * pixel(x + 1, y, channel))
            sum +=
              dy * ((1 - dx) * pixel(x, y + 1, channel) + dx * pixel(x + 1, y + 1, channel))
          }
          values.append(sum / Double(samples * samples) / 255)
        }
      }
    }
    return values
  }

  @Test(
    "Crops over every edge and corner are what the definition says",
    arguments: [(1, 1), (2, 1), (1, 2), (2, 2), (3, 2), (9, 7), (40, 31)])
  func edges(width: Int, height: Int) throws {
    let image = try ColorImage(
      width: width, height: height, bytes: noise(width: width, height: height))
    var values: [Float] = []
    let longest = Double(max(width, height))
    for (index, side) in [0.4 * longest, 1.7 * longest, 5 * longest].enumerated() {
      for corner in [SIMD2(0.0, 0), SIMD2(1, 0), SIMD2(0, 1), SIMD2(1, 1), SIMD2(0.4, 0.6)] {
        let transform = SimilarityTransform(
          fromCropOf: 11, center: corner * SIMD2(Double(width), Double(height)), side: side,
          roll: Double(index) * 0.7)
        image.warp(by: transform, size: 11, into: &values)
        let samples = max(1, Int((transform.scale / 2).rounded(.up)))
        let expected = reference(image, transform, size: 11, samples: samples)
        let worst = zip(values, expected).map { abs(Double($0) - $1) }.max() ?? 1
        #expect(values.count == expected.count && worst < 2e-6)
      }
    }
  }

  @Test("Outside the image all is black, also for crops without sense")
  func outside() throws {
    let image = try ColorImage(width: 2, height: 2, bytes: [UInt8](repeating: 255, count: 12))
    var values: [Float] = [1, 2, 3]
    for center in [SIMD2(50.0, -50), SIMD2(.infinity, 0), SIMD2(.nan, .nan), SIMD2(1e300, 1)] {
      let transform = SimilarityTransform(fromCropOf: 5, center: center, side: 5, roll: 0)
      image.warp(by: transform, size: 5, into: &values)
      #expect(values == [Float](repeating: 0, count: 75))
    }
    let huge = SimilarityTransform(fromCropOf: 5, center: .zero, side: 1e300, roll: 1)
    image.warp(by: huge, size: 5, into: &values)
    #expect(values == [Float](repeating: 0, count: 75))
  }

  @Test("A transform of a crop puts its middle on the centre and keeps angles")
  func transform() {
    let transform = SimilarityTransform(
      fromCropOf: 192, center: SIMD2(300, 200), side: 384, roll: 0.3)
    let middle = transform(SIMD2(96, 96))
    #expect(abs(middle.x - 300) < 1e-9 && abs(middle.y - 200) < 1e-9)
    #expect(abs(transform.scale - 2) < 1e-12)
  }
}
