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
  /// The pixels, and bytes of zero that let a kernel load the last pixel as four bytes.
  private var storage: [UInt8]
  private static let padding = 1

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
    storage = bytes + [UInt8](repeating: 0, count: Self.padding)
  }

  /// Makes an image whose bytes a kernel writes; every byte of every pixel must be written.
  package init(width: Int, height: Int, writing body: (UnsafeMutablePointer<UInt8>) -> Void) {
    self.width = max(width, 0)
    self.height = max(height, 0)
    let count = self.width * self.height * Self.channels
    storage = [UInt8](unsafeUninitializedCapacity: count + Self.padding) { buffer, initialized in
      if let base = buffer.baseAddress {
        if count > 0 { body(base) }
        (base + count).initialize(repeating: 0, count: Self.padding)
      }
      initialized = count + Self.padding
    }
  }

  /// Whether the image has no pixels.
  public var isEmpty: Bool { width == 0 || height == 0 }

  /// The bytes of all pixels, row after row: blue, green, red.
  public var bytes: ArraySlice<UInt8> { storage[..<(width * height * Self.channels)] }

  /// Calls `body` with the first of the bytes; one more than those of all pixels may be read.
  package func withUnsafeBytes<R, E: Error>(
    _ body: (UnsafePointer<UInt8>) throws(E) -> R
  ) throws(E) -> R? {
    try storage.withUnsafeBufferPointer { (buffer) throws(E) -> R? in
      guard let base = buffer.baseAddress else { return nil }
      return try body(base)
    }
  }
}
