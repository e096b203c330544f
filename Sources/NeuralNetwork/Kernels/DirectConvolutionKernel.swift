/// A convolution of a single channel: each tap is one number that scales a vector of filters, so
/// nothing needs to be gathered.
struct DirectConvolutionKernel: PreparedLayer {
  /// (taps, filters)
  let weights: [Float]
  let filters: Int
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
    let rowResults = horizontal.output * filters
    weights.withUnsafeBufferPointer { weights in
      guard let weights = weights.baseAddress else { return }
      for row in 0..<(batch * vertical.output) {
        let (sample, y) = row.quotientAndRemainder(dividingBy: vertical.output)
        let map = inputs[0] + sample * vertical.input * horizontal.input
        let results = output + row * rowResults
        for x in 0..<horizontal.output {
          accumulate(
            from: map, y: y, x: x, weights: weights, into: results + x * filters)
        }
        epilogue.apply(to: results, rows: horizontal.output, channels: filters)
      }
    }
  }

  /// All filters at one output pixel, as many at a time as fit into registers.
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
    var filter = 0
    while filter + 32 <= filters {
      var sum0 = SIMD16<Float>.zero
      var sum1 = SIMD16<Float>.zero
      for tapRow in tapRows {
        let row = map + (top + tapRow * vertical.dilation) * horizontal.input + left
        let rowWeights = weights + tapRow * horizontal.taps * filters + filter
        for tap in tapColumns {
          let value = row[tap * horizontal.dilation]
          let tapWeights = rowWeights + tap * filters
          sum0 += value * tapWeights.vector16
          sum1 += value * (tapWeights + 16).vector16
        }
      }
      (result + filter).store(sum0)
      (result + filter + 16).store(sum1)
      filter += 32
    }
    while filter + 8 <= filters {
      var sum = SIMD8<Float>.zero
      for tapRow in tapRows {
        let row = map + (top + tapRow * vertical.dilation) * horizontal.input + left
        let rowWeights = weights + tapRow * horizontal.taps * filters + filter
        for tap in tapColumns {
          sum += row[tap * horizontal.dilation] * (rowWeights + tap * filters).vector8
        }
      }
      (result + filter).store(sum)
      filter += 8
    }
    while filter < filters {
      var sum: Float = 0
      for tapRow in tapRows {
        let row = map + (top + tapRow * vertical.dilation) * horizontal.input + left
        let rowWeights = weights + tapRow * horizontal.taps * filters + filter
        for tap in tapColumns {
          sum += row[tap * horizontal.dilation] * rowWeights[tap * filters]
        }
      }
      result[filter] = sum
      filter += 1
    }
  }
}
