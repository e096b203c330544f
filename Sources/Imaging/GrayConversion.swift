/// Conversion of colour pictures to gray, bit for bit as OpenCV's `COLOR_BGR2GRAY`.
public enum GrayConversion {
  /// The weights of blue, green and red in units of 2⁻¹⁵.
  static let blue: UInt32 = 3735
  static let green: UInt32 = 19235
  static let red: UInt32 = 9798
  static let half: UInt32 = 1 << 14

  /// Writes the gray levels of an interleaved picture of blue, green and red bytes into `image`,
  /// whose size is the size of the picture.
  ///
  /// gray = (3735·B + 19235·G + 9798·R + 16384) >> 15.
  ///
  /// - Parameters:
  ///   - bytes: three bytes a pixel; the last row may lack padding.
  ///   - stride: the distance in bytes between the beginnings of two rows, at least three times
  ///     the width.
  ///   - image: where to write; its memory is reused.
  /// - Throws: ``ImagingError/shortRow(expected:found:)`` or
  ///   ``ImagingError/shortBuffer(expected:found:)``; the image is then unchanged.
  public static func convertBGR(
    _ bytes: UnsafeBufferPointer<UInt8>, stride: Int, into image: inout GrayImage
  ) throws(ImagingError) {
    let width = image.width
    let height = image.height
    guard !image.isEmpty else { return }
    guard stride >= width * 3 else { throw .shortRow(expected: width * 3, found: stride) }
    let (rows, overflow) = (height - 1).multipliedReportingOverflow(by: stride)
    let (needed, tooFar) = rows.addingReportingOverflow(width * 3)
    guard !overflow, !tooFar, bytes.count >= needed, let source = bytes.baseAddress else {
      throw .shortBuffer(expected: overflow || tooFar ? Int.max : needed, found: bytes.count)
    }
    image.withUnsafeMutablePixels { pixels in
      guard let destination = pixels.baseAddress else { return }
      for y in 0..<height {
        convertRow(source + y * stride, into: destination + y * width, count: width)
      }
    }
  }

  @inline(__always)
  private static func convertRow(
    _ source: UnsafePointer<UInt8>, into destination: UnsafeMutablePointer<UInt8>, count: Int
  ) {
    var pixel = source
    for x in 0..<count {
      let sum =
        UInt32(pixel[0]) &* blue &+ UInt32(pixel[1]) &* green &+ UInt32(pixel[2]) &* red &+ half
      destination[x] = UInt8(truncatingIfNeeded: sum &>> 15)
      pixel += 3
    }
  }
}
