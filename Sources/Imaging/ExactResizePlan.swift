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
  package var scratchCount: Int { sourceWidth }

  /// Resizes `sourceWidth * sourceHeight` bytes to `width * height` bytes.
  ///
  /// OpenCV blends columns before rows. Only the last step rounds, so that the order is free: rows
  /// come first here because neighbouring pixels are blended alike.
  package func run(
    from source: UnsafePointer<UInt8>, to destination: UnsafeMutablePointer<UInt8>,
    scratch: UnsafeMutablePointer<UInt16>
  ) {
    if width == sourceWidth && height == sourceHeight {
      destination.update(from: source, count: width * height)
      return
    }
    for y in 0..<height {
      let isInner = y >= rows.firstInner && y < rows.endOfInner
      let first = isInner ? Int(rows.offsets[y]) : y < rows.firstInner ? 0 : sourceHeight - 1
      let weight = isInner ? rows.weights[y] : 0
      let upper = source + first * sourceWidth
      Self.blend(
        upper, weight == 0 ? upper : upper + sourceWidth, weight: weight, count: sourceWidth,
        into: scratch)
      blendColumns(scratch, into: destination + y * width)
    }
  }

  /// Blends two rows to units of 1/256.
  @inline(__always)
  private static func blend(
    _ upper: UnsafePointer<UInt8>, _ lower: UnsafePointer<UInt8>, weight: UInt16, count: Int,
    into output: UnsafeMutablePointer<UInt16>
  ) {
    let other = 256 &- weight
    for x in 0..<count {
      output[x] = other &* UInt16(upper[x]) &+ weight &* UInt16(lower[x])
    }
  }

  /// Blends neighbours in a row of units of 1/256 to pixels.
  @inline(__always)
  private func blendColumns(
    _ row: UnsafePointer<UInt16>, into output: UnsafeMutablePointer<UInt8>
  ) {
    func rounded(_ value: UInt16) -> UInt8 {
      UInt8(truncatingIfNeeded: (UInt32(value) &+ 128) &>> 8)
    }
    for x in 0..<columns.firstInner { output[x] = rounded(row[0]) }
    columns.offsets.withUnsafeBufferPointer { offsets in
      columns.weights.withUnsafeBufferPointer { weights in
        for x in columns.firstInner..<columns.endOfInner {
          let pair = row + Int(offsets[x])
          let weight = UInt32(weights[x])
          let sum = (256 &- weight) &* UInt32(pair[0]) &+ weight &* UInt32(pair[1]) &+ 32768
          output[x] = UInt8(truncatingIfNeeded: sum &>> 16)
        }
      }
    }
    for x in columns.endOfInner..<width { output[x] = rounded(row[sourceWidth - 1]) }
  }
}
