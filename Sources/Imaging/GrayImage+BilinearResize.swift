extension GrayImage {
  /// The image at another size, bit for bit as OpenCV's `resize` with `INTER_LINEAR` (its default)
  /// on 8 bits.
  ///
  /// A reduction to exactly half the width and height is the mean of four pixels, rounded.
  /// Otherwise coefficients have 11 bits, horizontally exact and vertically truncated as OpenCV
  /// does. The result is black if the image is empty, and empty if `width` or `height` is not
  /// positive.
  public func resizedBilinearly(width: Int, height: Int) -> GrayImage {
    guard !isEmpty, width > 0, height > 0 else { return GrayImage(width: width, height: height) }
    if self.width == 2 * width && self.height == 2 * height { return halved() }
    let columns = BilinearAxis(sourceCount: self.width, count: width, clampsWeights: true)
    let rows = BilinearAxis(sourceCount: self.height, count: height, clampsWeights: false)
    return withUnsafePixels { source in
      GrayImage(width: width, height: height) { destination in
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * width) { scratch in
          guard let source = source.baseAddress, let scratch = scratch.baseAddress else { return }
          var upper = scratch
          var lower = scratch + width
          var upperRow = -1
          var lowerRow = -1
          for y in 0..<height {
            let row = rows.samples[y]
            if upperRow != row.first {
              if lowerRow == row.first {
                swap(&upper, &lower)
                swap(&upperRow, &lowerRow)
              } else {
                columns.resizeRow(source + row.first * self.width, into: upper)
                upperRow = row.first
              }
            }
            if lowerRow != row.second {
              columns.resizeRow(source + row.second * self.width, into: lower)
              lowerRow = row.second
            }
            let output = destination + y * width
            for x in 0..<width {
              let sum =
                ((row.firstWeight &* (upper[x] &>> 4)) &>> 16)
                &+ ((row.secondWeight &* (lower[x] &>> 4)) &>> 16) &+ 2
              output[x] = UInt8(truncatingIfNeeded: sum &>> 2)
            }
          }
        }
      }
    }
  }

  /// The means of blocks of 2×2 pixels, rounded half up; width and height are even.
  private func halved() -> GrayImage {
    withUnsafePixels { source in
      GrayImage(width: width / 2, height: height / 2) { destination in
        for y in 0..<height / 2 {
          for x in 0..<width / 2 {
            let corner = 2 * y * width + 2 * x
            let sum =
              UInt32(source[corner]) + UInt32(source[corner + 1])
              + UInt32(source[corner + width]) + UInt32(source[corner + width + 1])
            destination[y * (width / 2) + x] = UInt8((sum + 2) >> 2)
          }
        }
      }
    }
  }
}

/// From which two samples, and with which weights in units of 1/2048, `INTER_LINEAR` makes each
/// sample of one axis.
struct BilinearAxis: Sendable {
  struct Sample: Sendable {
    var first: Int
    var second: Int
    var firstWeight: Int32
    var secondWeight: Int32
  }

  let samples: [Sample]

  /// Makes the table from `sourceCount` to `count` samples, both at least 1.
  ///
  /// Beyond the ends, OpenCV gives the end column the whole weight (`clampsWeights`), but splits
  /// the weight between twice the same row; the truncation of each part makes that visible.
  init(sourceCount: Int, count: Int, clampsWeights: Bool) {
    let inverse = Double(count) / Double(sourceCount)
    let scale = 1.0 / inverse
    samples = (0..<count).map { i in
      let position = Float((Double(i) + 0.5) * scale - 0.5)
      let floor = position.rounded(.down)
      var index = Int(floor)
      var fraction = position - floor
      if clampsWeights && (index < 0 || index >= sourceCount - 1) {
        index = index < 0 ? 0 : sourceCount - 1
        fraction = 0
      }
      return Sample(
        first: min(max(index, 0), sourceCount - 1),
        second: min(max(index + 1, 0), sourceCount - 1),
        firstWeight: Int32(((1 - fraction) * 2048).rounded(.toNearestOrEven)),
        secondWeight: Int32((fraction * 2048).rounded(.toNearestOrEven)))
    }
  }

  /// Makes one row, in units of 1/2048 gray level.
  @inline(__always)
  func resizeRow(_ source: UnsafePointer<UInt8>, into row: UnsafeMutablePointer<Int32>) {
    samples.withUnsafeBufferPointer { samples in
      for x in 0..<samples.count {
        let sample = samples[x]
        row[x] =
          Int32(source[sample.first]) &* sample.firstWeight
          &+ Int32(source[sample.second]) &* sample.secondWeight
      }
    }
  }
}
