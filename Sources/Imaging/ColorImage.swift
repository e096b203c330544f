/// A picture of interleaved blue, green and red bytes, row-major and without padding between rows.
///
/// Width and height may be 0; such an image has no pixels.
public struct ColorImage: Sendable, Equatable {
  /// Bytes of a pixel: blue, green, red.
  public static let channels = 3

  /// The number of columns.
  public let width: Int
  /// The number of rows.
  public let height: Int
  /// The bytes of all pixels, row after row: blue, green, red.
  public let bytes: [UInt8]

  /// Makes an image of given bytes: blue, green and red of each pixel, row after row.
  ///
  /// - Throws: ``ImagingError/invalidSize(width:height:)`` or
  ///   ``ImagingError/pixelCount(width:height:expected:found:)``, which counts bytes.
  public init(width: Int, height: Int, bytes: [UInt8]) throws(ImagingError) {
    let (area, overflow) = width.multipliedReportingOverflow(by: height)
    let (count, tooMany) = area.multipliedReportingOverflow(by: Self.channels)
    guard width >= 0, height >= 0, !overflow, !tooMany else {
      throw .invalidSize(width: width, height: height)
    }
    guard bytes.count == count else {
      throw .pixelCount(width: width, height: height, expected: count, found: bytes.count)
    }
    self.width = width
    self.height = height
    self.bytes = bytes
  }

  /// Makes an image whose bytes a kernel writes; every byte of every pixel must be written.
  package init(width: Int, height: Int, writing body: (UnsafeMutablePointer<UInt8>) -> Void) {
    self.width = max(width, 0)
    self.height = max(height, 0)
    let count = self.width * self.height * Self.channels
    bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      if let base = buffer.baseAddress, count > 0 { body(base) }
      initialized = count
    }
  }

  /// Whether the image has no pixels.
  public var isEmpty: Bool { width == 0 || height == 0 }
}
