extension ColorImage {
  /// The least whole factor that brings the longer side to at most `longestSide` pixels.
  public static func reductionFactor(width: Int, height: Int, longestSide: Int) -> Int {
    let limit = max(1, longestSide)
    return max(1, (max(width, height) - 1) / limit + 1)
  }

  /// Makes an image from rows of blue, green and red bytes, reduced by a whole factor: each pixel
  /// is the mean of a block of `factor`×`factor` pixels, rounded half up. Columns and rows that
  /// fill no block are left out.
  ///
  /// - Parameters:
  ///   - bytes: three bytes a pixel; the last row may lack padding.
  ///   - stride: the distance in bytes between the beginnings of two rows.
  ///   - factor: 1 copies; 255 at most.
  /// - Throws: ``ImagingError/invalidSize(width:height:)``,
  ///   ``ImagingError/shortRow(expected:found:)`` or
  ///   ``ImagingError/shortBuffer(expected:found:)``.
  public init(
    width: Int, height: Int, bytes: UnsafeBufferPointer<UInt8>, stride: Int, reducedBy factor: Int
  ) throws(ImagingError) {
    let factor = min(max(factor, 1), 255)
    let (row, wide) = width.multipliedReportingOverflow(by: Self.channels)
    guard width >= 0, height >= 0, !wide else {
      throw .invalidSize(width: width, height: height)
    }
    guard width > 0, height > 0 else {
      self.init(width: 0, height: 0) { _ in }
      return
    }
    guard stride >= row else { throw .shortRow(expected: row, found: stride) }
    let (rows, overflow) = (height - 1).multipliedReportingOverflow(by: stride)
    let (needed, tooFar) = rows.addingReportingOverflow(row)
    guard !overflow, !tooFar, bytes.count >= needed, let source = bytes.baseAddress else {
      throw .shortBuffer(expected: overflow || tooFar ? Int.max : needed, found: bytes.count)
    }
    let newWidth = width / factor
    let newHeight = height / factor
    self.init(width: newWidth, height: newHeight) { destination in
      let count = newWidth * Self.channels
      if factor == 1 {
        for y in 0..<newHeight {
          (destination + y * count).update(from: source + y * stride, count: count)
        }
      } else {
        Self.reduce(
          source, stride: stride, by: factor, into: destination, width: newWidth, height: newHeight)
      }
    }
  }

  private static func reduce(
    _ source: UnsafePointer<UInt8>, stride: Int, by factor: Int,
    into destination: UnsafeMutablePointer<UInt8>, width: Int, height: Int
  ) {
    let area = UInt32(factor * factor)
    // Columns first, so that the long loops run over whole rows and use vectors.
    let span = width * factor * channels
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: span) { sums in
      guard let sums = sums.baseAddress else { return }
      for y in 0..<height {
        let first = source + y * factor * stride
        for i in 0..<span { sums[i] = UInt32(first[i]) }
        for k in 1..<factor {
          let row = first + k * stride
          for i in 0..<span { sums[i] &+= UInt32(row[i]) }
        }
        let output = destination + y * width * channels
        for x in 0..<width {
          for channel in 0..<channels {
            var total = area / 2
            for k in 0..<factor { total &+= sums[(x * factor + k) * channels + channel] }
            output[x * channels + channel] = UInt8(truncatingIfNeeded: total / area)
          }
        }
      }
    }
  }
}
