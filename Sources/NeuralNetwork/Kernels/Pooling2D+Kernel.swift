import VectorKernels

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
      func compute(_ positions: Range<Int>, columns: Range<Int>) {
        let left = positions.lowerBound * horizontal.stride - horizontal.before
        pool(
          positions.count,
          Elements(
            first: map + (left + columns.lowerBound) * channels, height: rows.count,
            width: columns.count, rowValues: rowValues),
          into: result)
        result += positions.count * channels
      }
      for x in 0..<whole.lowerBound { compute(x..<(x + 1), columns: horizontal.validTaps(at: x)) }
      if !whole.isEmpty { compute(whole, columns: 0..<horizontal.taps) }
      for x in whole.upperBound..<horizontal.output {
        compute(x..<(x + 1), columns: horizontal.validTaps(at: x))
      }
    }
  }

  /// So many pixels whose windows have the same elements.
  private func pool(
    _ pixels: Int, _ elements: Elements, into results: UnsafeMutablePointer<Float>
  ) {
    let pixelStep = windows.horizontal.stride * channels
    switch kind {
    case .maximum:
      vector_maximum(
        VectorWindows(
          channels: channels, tapRows: elements.height, taps: elements.width,
          rowStep: elements.rowValues, tapStep: channels, pixelStep: pixelStep),
        elements.first, results, pixels)
    case .average:
      for pixel in 0..<pixels {
        takeAverage(
          of: elements, at: pixel * pixelStep, into: results + pixel * channels)
      }
    }
  }

  private func takeAverage(
    of elements: Elements, at offset: Int, into result: UnsafeMutablePointer<Float>
  ) {
    let first = elements.first + offset
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
