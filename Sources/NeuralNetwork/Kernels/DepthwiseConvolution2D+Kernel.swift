extension DepthwiseConvolution2D: EpilogueLayer {
  var epilogue: Epilogue { Epilogue(bias: bias, activation: activation) }

  func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int, epilogue: Epilogue
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    let windows = try windows(over: try singleMap(inputs))
    guard multiplier == 1 else {
      return MultipliedDepthwiseKernel(
        weights: kernel.values, channels: inputChannels, multiplier: multiplier, windows: windows,
        epilogue: epilogue)
    }
    return DepthwiseKernel(
      weights: kernel.values, channels: inputChannels, windows: windows, epilogue: epilogue)
  }
}

/// Every output pixel from its window with several filters per channel.
private struct MultipliedDepthwiseKernel: PreparedLayer {
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
    let (vertical, horizontal) = (windows.vertical, windows.horizontal)
    let filters = channels * multiplier
    weights.withUnsafeBufferPointer { weights in
      guard let weights = weights.baseAddress else { return }
      epilogue.bound(to: inputs) { epilogue in
        for row in 0..<(batch * vertical.output) {
          let (sample, y) = row.quotientAndRemainder(dividingBy: vertical.output)
          let map = inputs[0] + sample * vertical.input * horizontal.input * channels
          let first = row * horizontal.output * filters
          for x in 0..<horizontal.output {
            accumulate(map, weights, y: y, x: x, into: output + first + x * filters)
          }
          epilogue.apply(to: output, from: first, rows: horizontal.output, channels: filters)
        }
      }
    }
  }

  private func accumulate(
    _ map: UnsafePointer<Float>, _ weights: UnsafePointer<Float>, y: Int, x: Int,
    into result: UnsafeMutablePointer<Float>
  ) {
    let (vertical, horizontal) = (windows.vertical, windows.horizontal)
    let filters = channels * multiplier
    let top = y * vertical.stride - vertical.before
    let left = x * horizontal.stride - horizontal.before
    result.update(repeating: 0, count: filters)
    for tapRow in vertical.validTaps(at: y) {
      let inputRow = (top + tapRow * vertical.dilation) * horizontal.input + left
      for tap in horizontal.validTaps(at: x) {
        let values = map + (inputRow + tap * horizontal.dilation) * channels
        let weights = weights + (tapRow * horizontal.taps + tap) * filters
        for channel in 0..<channels {
          for filter in (channel * multiplier)..<((channel + 1) * multiplier) {
            result[filter] += values[channel] * weights[filter]
          }
        }
      }
    }
  }
}
