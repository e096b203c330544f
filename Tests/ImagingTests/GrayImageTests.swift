import Imaging
import Testing

@Suite("Gray images and rectangles")
struct GrayImageTests {
  @Test("The number of pixels must be the width times the height")
  func pixelCount() throws {
    #expect(throws: ImagingError.pixelCount(width: 2, height: 3, expected: 6, found: 5)) {
      try GrayImage(width: 2, height: 3, pixels: [1, 2, 3, 4, 5])
    }
    let image = try GrayImage(width: 2, height: 3, pixels: [1, 2, 3, 4, 5, 6])
    #expect(image.pixel(x: 1, y: 2) == 6)
    #expect(image.pixel(x: 2, y: 0) == nil)
    #expect(image.pixel(x: 0, y: -1) == nil)
  }

  @Test("Negative and overflowing sizes are refused")
  func sizes() {
    #expect(throws: ImagingError.invalidSize(width: -1, height: -1)) {
      try GrayImage(width: -1, height: -1, pixels: [0])
    }
    #expect(throws: ImagingError.invalidSize(width: Int.max, height: 2)) {
      try GrayImage(width: Int.max, height: 2, pixels: [])
    }
    #expect(GrayImage(width: -3, height: 4).isEmpty)
  }

  @Test("A crop is clipped to the image")
  func cropping() throws {
    let image = try GrayImage(width: 4, height: 3, pixels: (0..<12).map { UInt8($0) })
    let inner = image.cropped(to: Rectangle(x: 1, y: 1, width: 2, height: 2))
    #expect(inner.pixels == [5, 6, 9, 10])
    let corner = image.cropped(to: Rectangle(x: 3, y: -5, width: 9, height: 7))
    #expect(corner.pixels == [3, 7])
    #expect(corner.width == 1)
    #expect(image.cropped(to: image.bounds) == image)
    #expect(image.cropped(to: Rectangle(x: 4, y: 0, width: 1, height: 1)).isEmpty)
    #expect(image.cropped(to: Rectangle(x: 0, y: 0, width: -1, height: 1)).isEmpty)
  }

  @Test("Pixels can be changed in place")
  func mutation() {
    var image = GrayImage(width: 2, height: 2)
    image.withUnsafeMutablePixels { $0[3] = 200 }
    #expect(image.pixels == [0, 0, 0, 200])
    #expect(image.withUnsafePixels { $0.count } == 4)
  }

  @Test("Intersections and areas count pixels")
  func intersections() {
    let a = Rectangle(x: 0, y: 0, width: 10, height: 10)
    let b = Rectangle(x: 5, y: 8, width: 10, height: 10)
    #expect(a.intersection(with: b) == Rectangle(x: 5, y: 8, width: 5, height: 2))
    #expect(a.intersection(with: b).area == 10)
    #expect(a.intersectionOverUnion(with: b) == 10.0 / 190.0)
    #expect(a.intersectionOverUnion(with: a) == 1)
    #expect(a.contains(Rectangle(x: 0, y: 9, width: 10, height: 1)))
    #expect(!a.contains(b))
    let apart = a.intersection(with: Rectangle(x: 10, y: 0, width: 5, height: 5))
    #expect(apart.isEmpty)
    #expect(apart.area == 0)
    #expect(Rectangle(x: 0, y: 0, width: -3, height: -3).area == 0)
  }

  @Test("Rectangles beyond the range of Int do not overflow")
  func saturation() {
    let huge = Rectangle(x: 3, y: .min, width: .max, height: .max)
    #expect(huge.maximumX == .max)
    #expect(huge.area == .max)
    #expect(Rectangle(x: .min, y: 0, width: -1, height: 1).maximumX == .min)
    let image = GrayImage(width: 5, height: 4)
    #expect(image.cropped(to: huge).isEmpty)
    let wide = Rectangle(x: 3, y: 1, width: .max, height: .max)
    #expect(image.cropped(to: wide) == GrayImage(width: 2, height: 3))
  }

  @Test("Errors say what was expected and what was found")
  func descriptions() {
    let error = ImagingError.shortBuffer(expected: 16, found: 15)
    #expect(error.description.contains("16"))
    #expect(error.description.contains("15"))
  }
}
