/// A picture of 8-bit gray levels, row-major and without padding between rows.
///
/// Width and height may be 0; such an image has no pixels.
public struct GrayImage: Sendable, Equatable {
  /// The number of columns.
  public let width: Int
  /// The number of rows.
  public let height: Int
  /// The gray levels, `width * height` of them; column `x` of row `y` is `pixels[y * width + x]`.
  public private(set) var pixels: [UInt8]

  /// Makes an image of given pixels.
  ///
  /// - Throws: ``ImagingError/invalidSize(width:height:)`` or
  ///   ``ImagingError/pixelCount(width:height:expected:found:)``.
  public init(width: Int, height: Int, pixels: [UInt8]) throws(ImagingError) {
    let (count, overflow) = width.multipliedReportingOverflow(by: height)
    guard width >= 0, height >= 0, !overflow else {
      throw .invalidSize(width: width, height: height)
    }
    guard pixels.count == count else {
      throw .pixelCount(width: width, height: height, expected: count, found: pixels.count)
    }
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// Makes an image of one gray level; a negative width or height counts as 0.
  public init(width: Int, height: Int, fill: UInt8 = 0) {
    self.width = max(width, 0)
    self.height = max(height, 0)
    self.pixels = [UInt8](repeating: fill, count: self.width * self.height)
  }

  /// Makes an image whose pixels a kernel writes; every pixel must be written.
  package init(width: Int, height: Int, writing body: (UnsafeMutablePointer<UInt8>) -> Void) {
    self.width = max(width, 0)
    self.height = max(height, 0)
    let count = self.width * self.height
    self.pixels = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      if let base = buffer.baseAddress, count > 0 { body(base) }
      initialized = count
    }
  }

  /// The rectangle of all pixels.
  public var bounds: Rectangle { Rectangle(x: 0, y: 0, width: width, height: height) }
  /// Whether the image has no pixels.
  public var isEmpty: Bool { width == 0 || height == 0 }

  /// The gray level of one pixel, or nothing outside the image.
  public func pixel(x: Int, y: Int) -> UInt8? {
    guard x >= 0, y >= 0, x < width, y < height else { return nil }
    return pixels[y * width + x]
  }

  /// The part of the image that the rectangle covers, clipped to the image; possibly empty.
  public func cropped(to rectangle: Rectangle) -> GrayImage {
    let part = rectangle.intersection(with: bounds)
    guard !part.isEmpty else { return GrayImage(width: 0, height: 0) }
    return pixels.withUnsafeBufferPointer { source in
      guard let source = source.baseAddress else { return GrayImage(width: 0, height: 0) }
      return GrayImage(width: part.width, height: part.height) { destination in
        for row in 0..<part.height {
          (destination + row * part.width).update(
            from: source + (part.y + row) * width + part.x, count: part.width)
        }
      }
    }
  }

  /// Calls `body` with the pixels, row-major and without padding.
  public func withUnsafePixels<R, E: Error>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(E) -> R
  ) throws(E) -> R {
    try pixels.withUnsafeBufferPointer(body)
  }

  /// Calls `body` with the pixels, row-major and without padding, to be changed in place.
  public mutating func withUnsafeMutablePixels<R, E: Error>(
    _ body: (UnsafeMutableBufferPointer<UInt8>) throws(E) -> R
  ) throws(E) -> R {
    try pixels.withUnsafeMutableBufferPointer { (buffer) throws(E) in try body(buffer) }
  }
}
