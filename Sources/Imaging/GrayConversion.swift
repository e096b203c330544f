import VectorKernels

/// Conversion of colour pictures to gray, bit for bit as OpenCV's `COLOR_BGR2GRAY`.
public enum GrayConversion {
  private static let weights = VectorGrayWeights(first: 3735, second: 19235, third: 9798)

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
        vector_gray(source + y * stride, width, weights, destination + y * width)
      }
    }
  }
}
