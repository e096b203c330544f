extension LocallyConnected {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    let input = try single(inputs, expected: "\(kernelSize.count) axes")
    try requireBLASExtents(rows: maximumBatch, windowValues, output.count)
    return LocallyConnectedKernel(
      weights: kernel.values, channels: input.channels, filters: filters,
      windows: try windows(over: input), maximumBatch: maximumBatch,
      epilogue: Epilogue(bias: bias, activation: activation))
  }
}

/// At every place one matrix product for the whole batch.
private struct LocallyConnectedKernel: PreparedLayer {
  /// (places, window values, filters)
  let weights: [Float]
  let channels: Int
  let filters: Int
  let windows: Window2D
  let maximumBatch: Int
  let epilogue: Epilogue

  private var windowValues: Int {
    windows.vertical.taps * windows.horizontal.taps * channels
  }

  /// The windows of all samples at one place.
  var scratchCount: Int { windowValues.multipliedSaturating(by: maximumBatch) }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let (vertical, horizontal) = (windows.vertical, windows.horizontal)
    let windowValues = windowValues
    let outputValues = windows.outputArea * filters
    let inputRowValues = horizontal.input * channels
    let runValues = horizontal.taps * channels
    weights.withUnsafeBufferPointer { weights in
      guard let weights = weights.baseAddress else { return }
      for place in 0..<windows.outputArea {
        let (y, x) = place.quotientAndRemainder(dividingBy: horizontal.output)
        let first = y * vertical.stride * inputRowValues + x * horizontal.stride * channels
        for sample in 0..<batch {
          let source = inputs[0] + sample * vertical.input * inputRowValues + first
          let target = scratch + sample * windowValues
          for row in 0..<vertical.taps {
            (target + row * runValues).update(
              from: source + row * inputRowValues, count: runValues)
          }
        }
        LinearAlgebra.multiply(
          rows: batch, columns: filters, inner: windowValues, a: scratch, aStride: windowValues,
          b: weights + place * windowValues * filters, bStride: filters,
          c: output + place * filters, cStride: outputValues)
      }
    }
    epilogue.bound(to: inputs) { $0.apply(to: output, rows: batch, channels: outputValues) }
  }
}
