/// A convolution as gathered columns times filters ("im2col"), a block of output pixels at a time.
/// It works on volumes; a map is a volume of depth one.
struct ColumnConvolutionKernel: PreparedLayer {
  /// (taps · channels per group, filters)
  let weights: [Float]
  let channels: Int
  let channelsPerGroup: Int
  let filters: Int
  let windows: Window3D
  let epilogue: Epilogue
  /// Its rows are the output pixels gathered at a time; they may span samples.
  private let product: ProductBlocks

  init(
    weights: [Float], channels: Int, channelsPerGroup: Int, filters: Int, windows: Window3D,
    maximumBatch: Int, epilogue: Epilogue
  ) {
    self.weights = weights
    self.channels = channels
    self.channelsPerGroup = channelsPerGroup
    self.filters = filters
    self.windows = windows
    self.epilogue = epilogue
    let groups = channels / channelsPerGroup
    product = ProductBlocks(
      rows: windows.outputVolume * maximumBatch, columns: filters / groups,
      inner: weights.count / filters)
  }

  /// Values of one column: all taps of one window.
  private var inner: Int { weights.count / filters }

  var scratchCount: Int { product.rows * inner }

  var algorithm: String { "columns" }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let total = windows.outputVolume * batch
    let groups = channels / channelsPerGroup
    let filtersPerGroup = filters / groups
    let inner = inner
    weights.withUnsafeBufferPointer { weights in
      guard let weights = weights.baseAddress else { return }
      epilogue.bound(to: inputs) { epilogue in
        var first = 0
        while first < total {
          let rows = min(product.rows, total - first)
          for group in 0..<groups {
            gather(first..<(first + rows), group: group, from: inputs[0], into: scratch)
            LinearAlgebra.multiply(
              rows: rows, columns: filtersPerGroup, inner: inner, in: product, a: scratch,
              aStride: inner, b: weights + group * filtersPerGroup, bStride: filters,
              c: output + first * filters + group * filtersPerGroup, cStride: filters)
          }
          epilogue.apply(to: output, from: first * filters, rows: rows, channels: filters)
          first += rows
        }
      }
    }
  }

  /// Writes the windows of a range of output pixels, counted through the batch, one after the
  /// other: (tap plane, tap row, tap column, channel).
  private func gather(
    _ pixels: Range<Int>, group: Int,
    from input: UnsafePointer<Float>, into columns: UnsafeMutablePointer<Float>
  ) {
    let (depth, vertical) = (windows.depth, windows.vertical)
    let width = windows.horizontal.output
    let rowValues = windows.horizontal.input * channels
    let tapRowValues = windows.horizontal.taps * channelsPerGroup
    var column = columns
    var pixel = pixels.lowerBound
    while pixel < pixels.upperBound {
      let (row, first) = pixel.quotientAndRemainder(dividingBy: width)
      let (plane, y) = row.quotientAndRemainder(dividingBy: vertical.output)
      let (sample, z) = plane.quotientAndRemainder(dividingBy: depth.output)
      let last = min(width, first + pixels.upperBound - pixel)
      var target = column
      for tapPlane in 0..<depth.taps {
        let inputPlane = z * depth.stride - depth.before + tapPlane * depth.dilation
        let planeIsInside = (0..<depth.input).contains(inputPlane)
        let firstRow = (sample * depth.input + inputPlane) * vertical.input
        for tapRow in 0..<vertical.taps {
          let inputRow = y * vertical.stride - vertical.before + tapRow * vertical.dilation
          let isInside = planeIsInside && (0..<vertical.input).contains(inputRow)
          let source = (firstRow + inputRow) * rowValues + group * channelsPerGroup
          gatherTapRow(first..<last, from: isInside ? input + source : nil, into: target)
          target += tapRowValues
        }
      }
      column += (last - first) * inner
      pixel += last - first
    }
  }

  /// One row of the windows at output columns of one output row. Without an input row: zeros.
  private func gatherTapRow(
    _ positions: Range<Int>, from row: UnsafePointer<Float>?,
    into columns: UnsafeMutablePointer<Float>
  ) {
    let horizontal = windows.horizontal
    let inner = inner
    let count = horizontal.taps * channelsPerGroup
    guard let row else {
      for x in positions {
        (columns + (x - positions.lowerBound) * inner).update(repeating: 0, count: count)
      }
      return
    }
    // Where a window lies inside the input its taps are one run of memory.
    let runs = horizontal.dilation == 1 && channelsPerGroup == channels
    let whole =
      runs
      ? horizontal.wholePositions.clamped(to: positions)
      : positions.lowerBound..<positions.lowerBound
    for x in positions where !whole.contains(x) {
      gatherTaps(at: x, from: row, into: columns + (x - positions.lowerBound) * inner)
    }
    guard !whole.isEmpty else { return }
    let step = horizontal.stride * channels
    let source = row + (whole.lowerBound * horizontal.stride - horizontal.before) * channels
    let target = columns + (whole.lowerBound - positions.lowerBound) * inner
    if count < 8 {
      var (from, to) = (source, target)
      for _ in whole {
        var value = 0
        while value < count {
          to[value] = from[value]
          value &+= 1
        }
        from += step
        to += inner
      }
    } else if count <= Self.longestInlineRun {
      var (from, to) = (source, target)
      for _ in whole {
        copyRun(from: from, to: to, count: count)
        from += step
        to += inner
      }
    } else {
      for x in 0..<whole.count {
        (target + x * inner).update(from: source + x * step, count: count)
      }
    }
  }

  /// Up to this many values, a call to copy memory costs more than the copying.
  private static let longestInlineRun = 64

  /// Copies at least eight values; the last vector overlaps the one before it.
  @inline(__always)
  private func copyRun(
    from source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, count: Int
  ) {
    var index = 0
    while index < count &- 8 {
      (target + index).store((source + index).vector8)
      index &+= 8
    }
    (target + count - 8).store((source + count - 8).vector8)
  }

  /// One row of one window, tap by tap, zeros where it leaves the input.
  private func gatherTaps(
    at x: Int, from row: UnsafePointer<Float>, into column: UnsafeMutablePointer<Float>
  ) {
    let horizontal = windows.horizontal
    let left = x * horizontal.stride - horizontal.before
    let taps = horizontal.validTaps(at: x)
    for tap in 0..<horizontal.taps {
      let target = column + tap * channelsPerGroup
      if taps.contains(tap) {
        let source = left + tap * horizontal.dilation
        target.update(from: row + source * channels, count: channelsPerGroup)
      } else {
        target.update(repeating: 0, count: channelsPerGroup)
      }
    }
  }
}
