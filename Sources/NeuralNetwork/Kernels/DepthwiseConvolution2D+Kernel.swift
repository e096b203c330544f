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
      for row in 0..<(batch * vertical.output) {
        let (sample, y) = row.quotientAndRemainder(dividingBy: vertical.output)
        let map = inputs[0] + sample * vertical.input * horizontal.input * channels
        let results = output + row * horizontal.output * outputChannels
        for x in 0..<horizontal.output {
          let result = results + x * outputChannels
          if multiplier == 1 {
            accumulate(from: map, y: y, x: x, weights: weights, into: result)
          } else {
            accumulateMultiplied(from: map, y: y, x: x, weights: weights, into: result)
          }
        }
        epilogue.apply(to: results, rows: horizontal.output, channels: outputChannels)
      }
    }
  }

  /// One output pixel with one filter per channel.
  private func accumulate(
    from map: UnsafePointer<Float>, y: Int, x: Int,
    weights: UnsafePointer<Float>, into result: UnsafeMutablePointer<Float>
  ) {
    let vertical = windows.vertical
    let horizontal = windows.horizontal
    let tapRows = vertical.validTaps(at: y)
    let tapColumns = horizontal.validTaps(at: x)
    let top = y * vertical.stride - vertical.before
    let left = x * horizontal.stride - horizontal.before
    var channel = 0
    while channel + 8 <= channels {
      var sum = SIMD8<Float>.zero
      for tapRow in tapRows {
        let inputRow = (top + tapRow * vertical.dilation) * horizontal.input + left
        let row = map + inputRow * channels + channel
        let rowWeights = weights + tapRow * horizontal.taps * channels + channel
        for tap in tapColumns {
          let values = row + tap * horizontal.dilation * channels
          sum += values.vector8 * (rowWeights + tap * channels).vector8
        }
      }
      (result + channel).store(sum)
      channel += 8
    }
    while channel < channels {
      var sum: Float = 0
      for tapRow in tapRows {
        let inputRow = (top + tapRow * vertical.dilation) * horizontal.input + left
        let row = map + inputRow * channels + channel
        let rowWeights = weights + tapRow * horizontal.taps * channels + channel
        for tap in tapColumns {
          sum += row[tap * horizontal.dilation * channels] * rowWeights[tap * channels]
        }
      }
      result[channel] = sum
      channel += 1
    }
  }

  /// One output pixel with several filters per channel.
  private func accumulateMultiplied(
    from map: UnsafePointer<Float>, y: Int, x: Int,
    weights: UnsafePointer<Float>, into result: UnsafeMutablePointer<Float>
  ) {
    let vertical = windows.vertical
    let horizontal = windows.horizontal
    let outputChannels = channels * multiplier
    let top = y * vertical.stride - vertical.before
    let left = x * horizontal.stride - horizontal.before
    result.update(repeating: 0, count: outputChannels)
    for tapRow in vertical.validTaps(at: y) {
      let inputRow = (top + tapRow * vertical.dilation) * horizontal.input + left
      for tap in horizontal.validTaps(at: x) {
        let values = map + (inputRow + tap * horizontal.dilation) * channels
        let tapWeights = weights + (tapRow * horizontal.taps + tap) * outputChannels
        for channel in 0..<channels {
          for filter in (channel * multiplier)..<((channel + 1) * multiplier) {
            result[filter] += values[channel] * tapWeights[filter]
          }
        }
      }
    }
  }
}
