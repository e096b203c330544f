/// A resize between two fixed sizes by OpenCV's `INTER_LINEAR_EXACT` on 8 bits.
///
/// The tables are made once, so that a resize of the next frame allocates nothing.
package struct ExactResizePlan: Sendable {
  private let sourceWidth: Int
  private let sourceHeight: Int
  private let width: Int
  private let height: Int
  private let columns: ExactLinearAxis
  private let rows: ExactLinearAxis

  /// Makes the tables; all sizes are at least 1.
  package init(sourceWidth: Int, sourceHeight: Int, width: Int, height: Int) {
    self.sourceWidth = sourceWidth
    self.sourceHeight = sourceHeight
    self.width = width
    self.height = height
    self.columns = ExactLinearAxis(sourceCount: sourceWidth, count: width)
    self.rows = ExactLinearAxis(sourceCount: sourceHeight, count: height)
  }

  /// The number of elements of the scratch memory that ``run(from:to:scratch:)`` needs.
  package var scratchCount: Int { 2 * width }

  /// Resizes `sourceWidth * sourceHeight` bytes to `width * height` bytes.
  package func run(
    from source: UnsafePointer<UInt8>, to destination: UnsafeMutablePointer<UInt8>,
    scratch: UnsafeMutablePointer<UInt16>
  ) {
    if width == sourceWidth && height == sourceHeight {
      destination.update(from: source, count: width * height)
      return
    }
    var upper = scratch
    var lower = scratch + width
    // The source rows that the two scratch rows hold.
    var upperRow = -1
    var lowerRow = -1
    for y in 0..<height {
      let isInner = y >= rows.firstInner && y < rows.endOfInner
      let first = isInner ? Int(rows.offsets[y]) : y < rows.firstInner ? 0 : sourceHeight - 1
      let weight = isInner ? UInt32(rows.weights[y]) : 0
      if upperRow != first {
        if lowerRow == first {
          swap(&upper, &lower)
          swap(&upperRow, &lowerRow)
        } else {
          resizeRow(source + first * sourceWidth, into: upper)
          upperRow = first
        }
      }
      let output = destination + y * width
      if weight == 0 {
        // An edge row, or 256·h in an inner one: both round to (h + 128) >> 8.
        for x in 0..<width {
          output[x] = UInt8(truncatingIfNeeded: (UInt32(upper[x]) &+ 128) &>> 8)
        }
        continue
      }
      if lowerRow != first + 1 {
        resizeRow(source + (first + 1) * sourceWidth, into: lower)
        lowerRow = first + 1
      }
      Self.blend(upper, lower, weight: weight, count: width, into: output)
    }
  }

  @inline(__always)
  private static func blend(
    _ upper: UnsafePointer<UInt16>, _ lower: UnsafePointer<UInt16>, weight: UInt32, count: Int,
    into output: UnsafeMutablePointer<UInt8>
  ) {
    let other = 256 &- weight
    for x in 0..<count {
      let sum = other &* UInt32(upper[x]) &+ weight &* UInt32(lower[x]) &+ 32768
      output[x] = UInt8(truncatingIfNeeded: sum &>> 16)
    }
  }

  @inline(__always)
  private func resizeRow(_ source: UnsafePointer<UInt8>, into row: UnsafeMutablePointer<UInt16>) {
    let first = UInt16(source[0]) &<< 8
    let last = UInt16(source[sourceWidth - 1]) &<< 8
    for x in 0..<columns.firstInner { row[x] = first }
    columns.offsets.withUnsafeBufferPointer { offsets in
      columns.weights.withUnsafeBufferPointer { weights in
        for x in columns.firstInner..<columns.endOfInner {
          let pair = source + Int(offsets[x])
          let weight = weights[x]
          row[x] = (256 &- weight) &* UInt16(pair[0]) &+ weight &* UInt16(pair[1])
        }
      }
    }
    for x in columns.endOfInner..<width { row[x] = last }
  }
}
