extension ConvolutionTranspose {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    let input = try single(inputs, expected: "\(taps.count) axes")
    let columns = taps.saturatingProduct.multipliedSaturating(by: filters)
    let pixels = input.count / channels
    try requireBLASExtents(
      rows: pixels.multipliedSaturating(by: maximumBatch), channels, columns)
    // (taps, filters, channels) becomes (channels, taps, filters).
    var weights = [Float](repeating: 0, count: kernel.values.count)
    for (index, value) in kernel.values.enumerated() {
      let (column, channel) = index.quotientAndRemainder(dividingBy: channels)
      weights[channel * columns + column] = value
    }
    let axes = [Axis](repeating: .single, count: 3 - taps.count) + axes(over: input)
    return TransposeKernel(
      weights: weights, channels: channels, filters: filters, axes: axes,
      block: min(CacheBlock.rows(ofValues: channels + columns), pixels * maximumBatch),
      epilogue: Epilogue(bias: bias, activation: activation))
  }
}

extension ConvolutionTranspose.Axis {
  /// An axis of one element, which stays.
  static let single = Self(
    input: 1, taps: 1, stride: 1, dilation: 1, output: 1, cropped: 0)

  /// Where a tap of an input element adds to the output.
  @inline(__always)
  func position(of element: Int, tap: Int) -> Int {
    element * stride + tap * dilation - cropped
  }
}

/// All multiples of the kernel as a matrix product, a block of input pixels at a time, then added
/// where they belong.
private struct TransposeKernel: PreparedLayer {
  /// (channels, taps · filters)
  let weights: [Float]
  let channels: Int
  let filters: Int
  /// Depth, height and width.
  let axes: [ConvolutionTranspose.Axis]
  /// Input pixels multiplied at a time; a block may span samples.
  let block: Int
  let epilogue: Epilogue

  private var columns: Int { weights.count / channels }

  var scratchCount: Int { block * columns }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let pixels = axes[0].input * axes[1].input * axes[2].input * batch
    let outputPixels = axes[0].output * axes[1].output * axes[2].output * batch
    let columns = columns
    output.update(repeating: 0, count: outputPixels * filters)
    weights.withUnsafeBufferPointer { weights in
      guard let weights = weights.baseAddress else { return }
      var first = 0
      while first < pixels {
        let rows = min(block, pixels - first)
        LinearAlgebra.multiply(
          rows: rows, columns: columns, inner: channels, a: inputs[0] + first * channels,
          aStride: channels, b: weights, bStride: columns, c: scratch, cStride: columns)
        for row in 0..<rows {
          scatter(pixel: first + row, from: scratch + row * columns, into: output)
        }
        first += rows
      }
    }
    epilogue.bound(to: inputs) { $0.apply(to: output, rows: outputPixels, channels: filters) }
  }

  /// Adds what one input pixel, counted through the batch, contributes to the output.
  private func scatter(
    pixel: Int, from values: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>
  ) {
    let (depth, vertical, horizontal) = (axes[0], axes[1], axes[2])
    let (row, x) = pixel.quotientAndRemainder(dividingBy: horizontal.input)
    let (plane, y) = row.quotientAndRemainder(dividingBy: vertical.input)
    let (sample, z) = plane.quotientAndRemainder(dividingBy: depth.input)
    var source = values
    for tapPlane in 0..<depth.taps {
      let outputPlane = depth.position(of: z, tap: tapPlane)
      for tapRow in 0..<vertical.taps {
        let outputRow = vertical.position(of: y, tap: tapRow)
        let isInside =
          (0..<depth.output).contains(outputPlane) && (0..<vertical.output).contains(outputRow)
        let firstPixel =
          ((sample * depth.output + outputPlane) * vertical.output + outputRow)
          * horizontal.output
        for tap in 0..<horizontal.taps {
          let outputColumn = horizontal.position(of: x, tap: tap)
          if isInside, (0..<horizontal.output).contains(outputColumn) {
            let target = output + (firstPixel + outputColumn) * filters
            for filter in 0..<filters { target[filter] += source[filter] }
          }
          source += filters
        }
      }
    }
  }
}
