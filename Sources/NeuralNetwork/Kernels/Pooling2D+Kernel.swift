import VectorKernels

extension Pooling2D {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    let input = try singleMap(inputs)
    let windows = try windows(over: input)
    switch kind {
    case .maximum: return MaximumKernel(channels: input.channels, windows: windows)
    case .average: return AverageKernel(channels: input.channels, windows: windows)
    }
  }
}

/// The largest value of each channel in every window.
private struct MaximumKernel: PreparedLayer {
  let channels: Int
  let windows: Window2D

  var scratchCount: Int { 0 }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let (vertical, horizontal) = (windows.vertical, windows.horizontal)
    for sample in 0..<batch {
      vector_maximum(
        VectorWindow(vertical), VectorWindow(horizontal), channels,
        inputs[0] + sample * vertical.input * horizontal.input * channels,
        output + sample * windows.outputArea * channels)
    }
  }
}

/// The mean of the real elements of every window.
private struct AverageKernel: PreparedLayer {
  let channels: Int
  let windows: Window2D

  var scratchCount: Int { 0 }

  /// The real elements of a window.
  private struct Elements {
    let first: UnsafePointer<Float>
    let height: Int
    let width: Int
    /// Values from one row of the map to the next.
    let rowValues: Int
  }

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
        takeAverage(
          of: Elements(
            first: map + left * channels, height: rows.count, width: columns.count,
            rowValues: rowValues),
          into: result)
        result += channels
      }
    }
  }

  private func takeAverage(
    of elements: Elements, into result: UnsafeMutablePointer<Float>
  ) {
    let first = elements.first
    let factor = 1 / Float(elements.height * elements.width)
    var channel = 0
    while channel + 8 <= channels {
      var sum = SIMD8<Float>.zero
      for row in 0..<elements.height {
        var values = first + row * elements.rowValues + channel
        for _ in 0..<elements.width {
          sum += values.vector8
          values += channels
        }
      }
      (result + channel).store(sum * factor)
      channel += 8
    }
    while channel < channels {
      var sum: Float = 0
      for row in 0..<elements.height {
        let values = first + row * elements.rowValues + channel
        for column in 0..<elements.width { sum += values[column * channels] }
      }
      result[channel] = sum * factor
      channel += 1
    }
  }
}
