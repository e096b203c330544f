/// A convolution as gathered columns times filters ("im2col"), a block of output pixels at a time.
struct ColumnConvolutionKernel: PreparedLayer {
  /// (taps · channels per group, filters)
  let weights: [Float]
  let channels: Int
  let channelsPerGroup: Int
  let filters: Int
  let windows: Window2D
  let epilogue: Epilogue
  /// Output pixels gathered at a time; a block may span samples.
  let block: Int

  init(
    weights: [Float], channels: Int, channelsPerGroup: Int, filters: Int, windows: Window2D,
    maximumBatch: Int, epilogue: Epilogue
  ) {
    self.weights = weights
    self.channels = channels
    self.channelsPerGroup = channelsPerGroup
    self.filters = filters
    self.windows = windows
    self.epilogue = epilogue
    let inner = weights.count / filters
    block = min(CacheBlock.rows(ofValues: inner), windows.outputArea * maximumBatch)
  }

  /// Values of one column: all taps of one window.
  private var inner: Int { weights.count / filters }

  var scratchCount: Int { block * inner }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let total = windows.outputArea * batch
    let groups = channels / channelsPerGroup
    let filtersPerGroup = filters / groups
    let inner = inner
    weights.withUnsafeBufferPointer { weights in
      guard let weights = weights.baseAddress else { return }
      var first = 0
      while first < total {
        let rows = min(block, total - first)
        let result = output + first * filters
        for group in 0..<groups {
          gather(first..<(first + rows), group: group, from: inputs[0], into: scratch)
          LinearAlgebra.multiply(
            rows: rows, columns: filtersPerGroup, inner: inner, a: scratch, aStride: inner,
            b: weights + group * filtersPerGroup, bStride: filters,
            c: result + group * filtersPerGroup, cStride: filters)
        }
        epilogue.apply(to: result, rows: rows, channels: filters)
        first += rows
      }
    }
  }

  /// Writes the windows of a range of output pixels, counted through the batch, one after the
  /// other: (tap row, tap column, channel).
  private func gather(
    _ pixels: Range<Int>, group: Int,
    from input: UnsafePointer<Float>, into columns: UnsafeMutablePointer<Float>
  ) {
    let vertical = windows.vertical
    let horizontal = windows.horizontal
    let rowValues = horizontal.input * channels
    let tapRowValues = horizontal.taps * channelsPerGroup
    let contiguous = horizontal.dilation == 1 && channelsPerGroup == channels
    var column = columns
    let (row, remainder) = pixels.lowerBound.quotientAndRemainder(dividingBy: horizontal.output)
    var x = remainder
    var (sample, y) = row.quotientAndRemainder(dividingBy: vertical.output)
    for _ in pixels {
      let map = input + sample * vertical.input * rowValues + group * channelsPerGroup
      let left = x * horizontal.stride - horizontal.before
      let taps = horizontal.validTaps(at: x)
      let whole = contiguous && taps.count == horizontal.taps
      for tapRow in 0..<vertical.taps {
        let inputRow = y * vertical.stride - vertical.before + tapRow * vertical.dilation
        if inputRow < 0 || inputRow >= vertical.input {
          column.update(repeating: 0, count: tapRowValues)
        } else if whole {
          column.update(from: map + inputRow * rowValues + left * channels, count: tapRowValues)
        } else {
          gatherBorder(from: map + inputRow * rowValues, left: left, taps: taps, into: column)
        }
        column += tapRowValues
      }
      x += 1
      if x == horizontal.output {
        x = 0
        y += 1
        if y == vertical.output {
          y = 0
          sample += 1
        }
      }
    }
  }

  /// One row of a window, tap by tap, zeros where it leaves the input.
  private func gatherBorder(
    from row: UnsafePointer<Float>, left: Int, taps: Range<Int>,
    into column: UnsafeMutablePointer<Float>
  ) {
    let horizontal = windows.horizontal
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
