/// Every output pixel from its window, one filter per channel, vectors over the channels.
struct DepthwiseKernel: PreparedLayer {
  /// (taps, channels)
  private let weights: [Float]
  private let channels: Int
  private let windows: Window2D
  /// One value per channel, added to the sums while they are in registers.
  private let bias: [Float]
  /// What follows the bias.
  private let epilogue: Epilogue

  init(weights: [Float], channels: Int, windows: Window2D, epilogue: Epilogue) {
    self.weights = weights
    self.channels = channels
    self.windows = windows
    bias = epilogue.bias ?? [Float](repeating: 0, count: channels)
    var epilogue = epilogue
    epilogue.bias = nil
    self.epilogue = epilogue
  }

  var scratchCount: Int { 0 }

  /// One row of output pixels: what all of them share.
  private struct Row {
    let tapRows: Range<Int>
    /// The map's pixel under the first tap of the window at column zero, valid or not.
    let map: UnsafePointer<Float>
    let weights: UnsafePointer<Float>
    let bias: UnsafePointer<Float>
    let results: UnsafeMutablePointer<Float>
  }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let (vertical, horizontal) = (windows.vertical, windows.horizontal)
    let mapValues = vertical.input * horizontal.input * channels
    weights.withUnsafeBufferPointer { weights in
      bias.withUnsafeBufferPointer { bias in
        guard let weights = weights.baseAddress, let bias = bias.baseAddress else { return }
        epilogue.bound(to: inputs) { epilogue in
          for index in 0..<(batch * vertical.output) {
            let (sample, y) = index.quotientAndRemainder(dividingBy: vertical.output)
            let top = y * vertical.stride - vertical.before
            let first = index * horizontal.output * channels
            let corner = (top * horizontal.input - horizontal.before) * channels
            run(
              Row(
                tapRows: vertical.validTaps(at: y), map: inputs[0] + sample * mapValues + corner,
                weights: weights, bias: bias, results: output + first))
            epilogue.apply(to: output, from: first, rows: horizontal.output, channels: channels)
          }
        }
      }
    }
  }

  /// Four neighbouring pixels at a time where their windows lie inside the map.
  private func run(_ row: Row) {
    let horizontal = windows.horizontal
    let whole = horizontal.wholePositions
    guard horizontal.taps == 3, horizontal.dilation == 1, horizontal.stride <= 2, whole.count >= 4
    else {
      for x in 0..<horizontal.output { accumulate(row, x: x) }
      return
    }
    for x in 0..<whole.lowerBound { accumulate(row, x: x) }
    var x = whole.lowerBound
    while x < whole.upperBound {
      // The last four overlap those before.
      let start = min(x, whole.upperBound - 4)
      if horizontal.stride == 1 {
        accumulateFour(row, x: start)
      } else {
        accumulateFourApart(row, x: start)
      }
      x += 4
    }
    for x in whole.upperBound..<horizontal.output { accumulate(row, x: x) }
  }

  /// Four pixels with three taps along a row and a stride of one: of six values each is loaded once.
  @inline(__always)
  private func accumulateFour(_ row: Row, x: Int) {
    let rowStep = windows.vertical.dilation * windows.horizontal.input * channels
    let n = channels
    let vectors = channels & ~3
    var channel = 0
    while channel < vectors {
      let bias = (row.bias + channel).vector4
      var (sum0, sum1, sum2, sum3) = (bias, bias, bias, bias)
      var values = row.map + (row.tapRows.lowerBound &* rowStep &+ x &* n &+ channel)
      var weights = row.weights + (row.tapRows.lowerBound &* 3 &* n &+ channel)
      for _ in 0..<row.tapRows.count {
        let (w0, w1) = (weights.vector4, (weights + n).vector4)
        let w2 = (weights + 2 &* n).vector4
        let v0 = values.vector4
        sum0 += v0 * w0
        let v1 = (values + n).vector4
        sum0 += v1 * w1
        sum1 += v1 * w0
        let v2 = (values + 2 &* n).vector4
        sum0 += v2 * w2
        sum1 += v2 * w1
        sum2 += v2 * w0
        let v3 = (values + 3 &* n).vector4
        sum1 += v3 * w2
        sum2 += v3 * w1
        sum3 += v3 * w0
        let v4 = (values + 4 &* n).vector4
        sum2 += v4 * w2
        sum3 += v4 * w1
        sum3 += (values + 5 &* n).vector4 * w2
        values += rowStep
        weights += 3 &* n
      }
      let result = row.results + (x &* n &+ channel)
      result.store(sum0)
      (result + n).store(sum1)
      (result + 2 &* n).store(sum2)
      (result + 3 &* n).store(sum3)
      channel &+= 4
    }
    if vectors < channels {
      for pixel in x..<(x + 4) { accumulate(row, x: pixel, from: vectors) }
    }
  }

  /// The same for a stride of two, of nine values.
  @inline(__always)
  private func accumulateFourApart(_ row: Row, x: Int) {
    let rowStep = windows.vertical.dilation * windows.horizontal.input * channels
    let n = channels
    let vectors = channels & ~3
    var channel = 0
    while channel < vectors {
      let bias = (row.bias + channel).vector4
      var (sum0, sum1, sum2, sum3) = (bias, bias, bias, bias)
      var values = row.map + (row.tapRows.lowerBound &* rowStep &+ 2 &* x &* n &+ channel)
      var weights = row.weights + (row.tapRows.lowerBound &* 3 &* n &+ channel)
      for _ in 0..<row.tapRows.count {
        let (w0, w1) = (weights.vector4, (weights + n).vector4)
        let w2 = (weights + 2 &* n).vector4
        sum0 += values.vector4 * w0
        sum0 += (values + n).vector4 * w1
        let v2 = (values + 2 &* n).vector4
        sum0 += v2 * w2
        sum1 += v2 * w0
        sum1 += (values + 3 &* n).vector4 * w1
        let v4 = (values + 4 &* n).vector4
        sum1 += v4 * w2
        sum2 += v4 * w0
        sum2 += (values + 5 &* n).vector4 * w1
        let v6 = (values + 6 &* n).vector4
        sum2 += v6 * w2
        sum3 += v6 * w0
        sum3 += (values + 7 &* n).vector4 * w1
        sum3 += (values + 8 &* n).vector4 * w2
        values += rowStep
        weights += 3 &* n
      }
      let result = row.results + (x &* n &+ channel)
      result.store(sum0)
      (result + n).store(sum1)
      (result + 2 &* n).store(sum2)
      (result + 3 &* n).store(sum3)
      channel &+= 4
    }
    if vectors < channels {
      for pixel in x..<(x + 4) { accumulate(row, x: pixel, from: vectors) }
    }
  }

  /// One pixel, of which some taps may lie outside the map, from a channel on.
  private func accumulate(_ row: Row, x: Int, from first: Int = 0) {
    let horizontal = windows.horizontal
    let rowStep = windows.vertical.dilation * horizontal.input * channels
    let tapStep = horizontal.dilation * channels
    let taps = horizontal.validTaps(at: x)
    let map = row.map + x * horizontal.stride * channels
    let result = row.results + x * channels
    var channel = first
    while channel + 16 <= channels {
      var sum0 = (row.bias + channel).vector8
      var sum1 = (row.bias + channel + 8).vector8
      for tapRow in row.tapRows {
        var values = map + (tapRow &* rowStep &+ taps.lowerBound &* tapStep &+ channel)
        var weights =
          row.weights + ((tapRow &* horizontal.taps &+ taps.lowerBound) &* channels &+ channel)
        for _ in 0..<taps.count {
          sum0 += values.vector8 * weights.vector8
          sum1 += (values + 8).vector8 * (weights + 8).vector8
          values += tapStep
          weights += channels
        }
      }
      (result + channel).store(sum0)
      (result + channel + 8).store(sum1)
      channel += 16
    }
    while channel + 4 <= channels {
      var sum = (row.bias + channel).vector4
      for tapRow in row.tapRows {
        let values = map + (tapRow &* rowStep &+ channel)
        let weights = row.weights + (tapRow &* horizontal.taps &* channels &+ channel)
        for tap in taps {
          sum += (values + tap &* tapStep).vector4 * (weights + tap &* channels).vector4
        }
      }
      (result + channel).store(sum)
      channel += 4
    }
    while channel < channels {
      var sum = row.bias[channel]
      for tapRow in row.tapRows {
        for tap in taps {
          sum +=
            map[tapRow * rowStep + tap * tapStep + channel]
            * row.weights[(tapRow * horizontal.taps + tap) * channels + channel]
        }
      }
      result[channel] = sum
      channel += 1
    }
  }
}
