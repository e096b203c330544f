extension Pooling2D {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    let input = try singleMap(inputs)
    return PoolingKernel(kind: kind, channels: input.channels, windows: try windows(over: input))
  }
}

/// Every output pixel from the real elements of its window, vectors over the channels.
private struct PoolingKernel: PreparedLayer {
  let kind: Pooling2D.Kind
  let channels: Int
  let windows: Window2D

  var scratchCount: Int { 0 }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let vertical = windows.vertical
    let horizontal = windows.horizontal
    let rowValues = horizontal.input * channels
    var result = output
    for row in 0..<(batch * vertical.output) {
      let (sample, y) = row.quotientAndRemainder(dividingBy: vertical.output)
      let rows = vertical.validTaps(at: y)
      let top = y * vertical.stride - vertical.before + rows.lowerBound
      let map = inputs[0] + (sample * vertical.input + top) * rowValues
      for x in 0..<horizontal.output {
        let columns = horizontal.validTaps(at: x)
        let left = x * horizontal.stride - horizontal.before + columns.lowerBound
        let window = map + left * channels
        switch kind {
        case .maximum where rows.count == 2 && columns.count == 2:
          maximumOfFour(window, window + rowValues, into: result)
        case .maximum:
          maximum(window, height: rows.count, width: columns.count, into: result)
        case .average:
          average(window, height: rows.count, width: columns.count, into: result)
        }
        result += channels
      }
    }
  }

  /// The usual window of two by two in one pass.
  private func maximumOfFour(
    _ upper: UnsafePointer<Float>, _ lower: UnsafePointer<Float>,
    into result: UnsafeMutablePointer<Float>
  ) {
    let channels = channels
    for channel in 0..<channels {
      result[channel] = larger(
        larger(upper[channel], upper[channel + channels]),
        larger(lower[channel], lower[channel + channels]))
    }
  }

  private func maximum(
    _ window: UnsafePointer<Float>, height: Int, width: Int,
    into result: UnsafeMutablePointer<Float>
  ) {
    result.update(repeating: -.infinity, count: channels)
    for row in 0..<height {
      for column in 0..<width {
        let values = window + (row * windows.horizontal.input + column) * channels
        for channel in 0..<channels {
          result[channel] = larger(values[channel], result[channel])
        }
      }
    }
  }

  private func average(
    _ window: UnsafePointer<Float>, height: Int, width: Int,
    into result: UnsafeMutablePointer<Float>
  ) {
    result.update(repeating: 0, count: channels)
    for row in 0..<height {
      for column in 0..<width {
        let values = window + (row * windows.horizontal.input + column) * channels
        for channel in 0..<channels { result[channel] += values[channel] }
      }
    }
    let factor = 1 / Float(height * width)
    for channel in 0..<channels { result[channel] *= factor }
  }
}

@inline(__always)
private func larger(_ a: Float, _ b: Float) -> Float { a > b ? a : b }
