import VectorKernels

/// A convolution of few input values and some filters, as first layers are: sums in registers over
/// vectors of filters, two pixels at a time, from a padded copy of the map.
struct DirectConvolutionKernel: PreparedLayer {
  /// (taps · channels, filters)
  private let weights: [Float]
  private let channels: Int
  private let filters: Int
  private let windows: Window2D
  /// One value per filter, from which the sums start.
  private let bias: [Float]
  /// What follows the bias.
  private let epilogue: Epilogue
  /// Where the values of a window lie, from its first.
  private let offsets: [Int]

  /// - Parameter weights: For a number of filters that is a multiple of the lanes of a vector.
  init(
    weights: [Float], channels: Int, filters: Int, windows: Window2D, epilogue: Epilogue
  ) {
    self.weights = weights
    self.channels = channels
    self.filters = filters
    self.windows = windows
    bias = epilogue.bias ?? [Float](repeating: 0, count: filters)
    var epilogue = epilogue
    epilogue.bias = nil
    self.epilogue = epilogue
    let (vertical, horizontal) = (windows.vertical, windows.horizontal)
    let rowValues = horizontal.paddedExtent * channels
    offsets = (0..<vertical.taps).flatMap { row in
      (0..<(horizontal.taps * channels)).map { value in
        let (tap, channel) = value.quotientAndRemainder(dividingBy: channels)
        return row * vertical.dilation * rowValues + tap * horizontal.dilation * channels + channel
      }
    }
  }

  /// One padded map.
  var scratchCount: Int {
    [windows.vertical.paddedExtent, windows.horizontal.paddedExtent, channels].saturatingProduct
  }

  var algorithm: String { "direct" }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let (vertical, horizontal) = (windows.vertical, windows.horizontal)
    let rowValues = horizontal.paddedExtent * channels
    let outputRow = horizontal.output * filters
    epilogue.bound(to: inputs) { epilogue in
      for sample in 0..<batch {
        pad(inputs[0] + sample * vertical.input * horizontal.input * channels, into: scratch)
        for y in 0..<vertical.output {
          let first = (sample * vertical.output + y) * outputRow
          computeRow(scratch + y * vertical.stride * rowValues, into: output + first)
          epilogue.apply(
            to: output, from: first, rows: horizontal.output, channels: filters)
        }
      }
    }
  }

  private func pad(_ map: UnsafePointer<Float>, into padded: UnsafeMutablePointer<Float>) {
    let (vertical, horizontal) = (windows.vertical, windows.horizontal)
    let rowValues = horizontal.paddedExtent * channels
    padded.update(repeating: 0, count: scratchCount)
    // What no window reaches may lie beyond the padded extents.
    let columns = min(horizontal.input, horizontal.paddedExtent - horizontal.before)
    let rows = min(vertical.input, vertical.paddedExtent - vertical.before)
    for row in 0..<rows {
      (padded + (row + vertical.before) * rowValues + horizontal.before * channels)
        .update(from: map + row * horizontal.input * channels, count: columns * channels)
    }
  }

  private func computeRow(
    _ source: UnsafePointer<Float>, into results: UnsafeMutablePointer<Float>
  ) {
    let width = windows.horizontal.output
    let step = windows.horizontal.stride * channels
    weights.withUnsafeBufferPointer { weights in
      bias.withUnsafeBufferPointer { bias in
        offsets.withUnsafeBufferPointer { offsets in
          vector_direct(
            source, step, offsets.baseAddress, offsets.count, weights.baseAddress,
            bias.baseAddress, results, width, filters)
        }
      }
    }
  }
}

extension Window {
  /// The extent of the input with all padding that windows reach.
  fileprivate var paddedExtent: Int { (output - 1) * stride + (taps - 1) * dilation + 1 }
}
