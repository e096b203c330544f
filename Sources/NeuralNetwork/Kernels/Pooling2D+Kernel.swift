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
    let whole = horizontal.wholePositions
    let rowValues = horizontal.input * channels
    var result = output
    for row in 0..<(batch * vertical.output) {
      let (sample, y) = row.quotientAndRemainder(dividingBy: vertical.output)
      let rows = vertical.validTaps(at: y)
      let top = y * vertical.stride - vertical.before + rows.lowerBound
      let map = inputs[0] + (sample * vertical.input + top) * rowValues
      for x in 0..<horizontal.output {
        let columns = whole.contains(x) ? 0..<horizontal.taps : horizontal.validTaps(at: x)
        let left = x * horizontal.stride - horizontal.before + columns.lowerBound
        let elements = Elements(
          first: map + left * channels, height: rows.count, width: columns.count,
          rowValues: rowValues)
        switch kind {
        case .maximum: takeMaximum(of: elements, into: result)
        case .average: takeAverage(of: elements, into: result)
        }
        result += channels
      }
    }
  }

  private func takeMaximum(of elements: Elements, into result: UnsafeMutablePointer<Float>) {
    var channel = 0
    while channel + 8 <= channels {
      var largest = (elements.first + channel).vector8
      for row in 0..<elements.height {
        var values = elements.first + row * elements.rowValues + channel
        for _ in 0..<elements.width {
          let value = values.vector8
          largest.replace(with: value, where: value .> largest)
          values += channels
        }
      }
      (result + channel).store(largest)
      channel += 8
    }
    while channel < channels {
      var largest = elements.first[channel]
      for row in 0..<elements.height {
        let values = elements.first + row * elements.rowValues + channel
        for column in 0..<elements.width {
          let value = values[column * channels]
          largest = value > largest ? value : largest
        }
      }
      result[channel] = largest
      channel += 1
    }
  }

  private func takeAverage(of elements: Elements, into result: UnsafeMutablePointer<Float>) {
    let factor = 1 / Float(elements.height * elements.width)
    var channel = 0
    while channel + 8 <= channels {
      var sum = SIMD8<Float>.zero
      for row in 0..<elements.height {
        var values = elements.first + row * elements.rowValues + channel
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
        let values = elements.first + row * elements.rowValues + channel
        for column in 0..<elements.width { sum += values[column * channels] }
      }
      result[channel] = sum * factor
      channel += 1
    }
  }
}
