extension DepthwiseConvolution2D {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    DepthwiseKernel(
      weights: kernel.values, channels: inputChannels, multiplier: multiplier,
      windows: try windows(over: try singleMap(inputs)),
      epilogue: Epilogue(bias: bias, activation: activation))
  }
}

/// Every output pixel from its window, vectors over the channels.
private struct DepthwiseKernel: PreparedLayer {
  /// (taps, channels · multiplier)
  let weights: [Float]
  let channels: Int
  let multiplier: Int
  let windows: Window2D
  let epilogue: Epilogue

  var scratchCount: Int { 0 }

  /// One row of output pixels: what all of them share.
  private struct Row {
    let tapRows: Range<Int>
    /// The map's row under the first tap row; may lie outside the map.
    let top: Int
    let map: UnsafePointer<Float>
    let weights: UnsafePointer<Float>
    let results: UnsafeMutablePointer<Float>
  }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let vertical = windows.vertical
    let horizontal = windows.horizontal
    let outputChannels = channels * multiplier
    weights.withUnsafeBufferPointer { weights in
      guard let weights = weights.baseAddress else { return }
      for index in 0..<(batch * vertical.output) {
        let (sample, y) = index.quotientAndRemainder(dividingBy: vertical.output)
        let row = Row(
          tapRows: vertical.validTaps(at: y), top: y * vertical.stride - vertical.before,
          map: inputs[0] + sample * vertical.input * horizontal.input * channels,
          weights: weights, results: output + index * horizontal.output * outputChannels)
        run(row)
        epilogue.apply(to: row.results, rows: horizontal.output, channels: outputChannels)
      }
    }
  }

  private func run(_ row: Row) {
    let horizontal = windows.horizontal
    guard multiplier == 1 else {
      for x in 0..<horizontal.output { accumulateMultiplied(row, x: x) }
      return
    }
    let vectors = channels / 8 * 8
    let whole = horizontal.wholePositions
    for x in 0..<whole.lowerBound {
      accumulate(row, x: x, channels: 0..<channels)
    }
    var x = whole.lowerBound
    while x + 4 <= whole.upperBound {
      for channel in stride(from: 0, to: vectors, by: 8) {
        accumulateFour(row, x: x, channel: channel)
      }
      if vectors < channels {
        for pixel in x..<(x + 4) { accumulate(row, x: pixel, channels: vectors..<channels) }
      }
      x += 4
    }
    for x in x..<horizontal.output {
      accumulate(row, x: x, channels: 0..<channels)
    }
  }

  /// Eight channels of four neighbouring output pixels whose windows lie inside the map: each
  /// weight is loaded once.
  private func accumulateFour(_ row: Row, x: Int, channel: Int) {
    let vertical = windows.vertical
    let horizontal = windows.horizontal
    let left = x * horizontal.stride - horizontal.before
    let step = horizontal.stride * channels
    let tapStep = horizontal.dilation * channels
    var sum0 = SIMD8<Float>.zero
    var sum1 = SIMD8<Float>.zero
    var sum2 = SIMD8<Float>.zero
    var sum3 = SIMD8<Float>.zero
    for tapRow in row.tapRows {
      let inputRow = (row.top + tapRow * vertical.dilation) * horizontal.input + left
      var values = row.map + inputRow * channels + channel
      var weights = row.weights + tapRow * horizontal.taps * channels + channel
      for _ in 0..<horizontal.taps {
        let weight = weights.vector8
        sum0 += values.vector8 * weight
        sum1 += (values + step).vector8 * weight
        sum2 += (values + 2 * step).vector8 * weight
        sum3 += (values + 3 * step).vector8 * weight
        values += tapStep
        weights += channels
      }
    }
    let result = row.results + x * channels + channel
    result.store(sum0)
    (result + channels).store(sum1)
    (result + 2 * channels).store(sum2)
    (result + 3 * channels).store(sum3)
  }

  /// Some channels of one output pixel.
  private func accumulate(_ row: Row, x: Int, channels range: Range<Int>) {
    let vertical = windows.vertical
    let horizontal = windows.horizontal
    let tapColumns = horizontal.validTaps(at: x)
    let left = x * horizontal.stride - horizontal.before
    let result = row.results + x * channels
    for channel in range { result[channel] = 0 }
    for tapRow in row.tapRows {
      let inputRow = (row.top + tapRow * vertical.dilation) * horizontal.input + left
      for tap in tapColumns {
        let values = row.map + (inputRow + tap * horizontal.dilation) * channels
        let weights = row.weights + (tapRow * horizontal.taps + tap) * channels
        for channel in range { result[channel] += values[channel] * weights[channel] }
      }
    }
  }

  /// One output pixel with several filters per channel.
  private func accumulateMultiplied(_ row: Row, x: Int) {
    let vertical = windows.vertical
    let horizontal = windows.horizontal
    let outputChannels = channels * multiplier
    let left = x * horizontal.stride - horizontal.before
    let result = row.results + x * outputChannels
    result.update(repeating: 0, count: outputChannels)
    for tapRow in row.tapRows {
      let inputRow = (row.top + tapRow * vertical.dilation) * horizontal.input + left
      for tap in horizontal.validTaps(at: x) {
        let values = row.map + (inputRow + tap * horizontal.dilation) * channels
        let weights = row.weights + (tapRow * horizontal.taps + tap) * outputChannels
        for channel in 0..<channels {
          for filter in (channel * multiplier)..<((channel + 1) * multiplier) {
            result[filter] += values[channel] * weights[filter]
          }
        }
      }
    }
  }
}
