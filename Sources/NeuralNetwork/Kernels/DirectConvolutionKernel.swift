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
    let filters = filters
    weights.withUnsafeBufferPointer { weights in
      bias.withUnsafeBufferPointer { bias in
        offsets.withUnsafeBufferPointer { offsets in
          guard let weights = weights.baseAddress, let bias = bias.baseAddress else { return }
          var x = 0
          while x < width {
            // A last pixel without a neighbour is computed twice.
            let second = min(x + 1, width - 1)
            let (a, b) = (source + x * step, source + second * step)
            let (resultA, resultB) = (results + x * filters, results + second * filters)
            var filter = 0
            while filter + 16 <= filters {
              Self.computeSixteen(
                a, b, offsets, weights + filter, filters, bias + filter, resultA + filter,
                resultB + filter)
              filter &+= 16
            }
            while filter < filters {
              var (sumA, sumB) = ((bias + filter).vector4, (bias + filter).vector4)
              for index in 0..<offsets.count {
                let weight = (weights + (index &* filters &+ filter)).vector4
                sumA += weight * a[offsets[index]]
                sumB += weight * b[offsets[index]]
              }
              (resultA + filter).store(sumA)
              (resultB + filter).store(sumB)
              filter &+= 4
            }
            x &+= 2
          }
        }
      }
    }
  }

  /// Sixteen filters of two pixels.
  @inline(__always)
  private static func computeSixteen(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ offsets: UnsafeBufferPointer<Int>,
    _ weights: UnsafePointer<Float>, _ filters: Int, _ bias: UnsafePointer<Float>,
    _ resultA: UnsafeMutablePointer<Float>, _ resultB: UnsafeMutablePointer<Float>
  ) {
    var (a0, a1, a2, a3) = (
      bias.vector4, (bias + 4).vector4, (bias + 8).vector4, (bias + 12).vector4
    )
    var (b0, b1, b2, b3) = (a0, a1, a2, a3)
    var weight = weights
    for offset in offsets {
      let valueA = SIMD4(repeating: a[offset])
      let valueB = SIMD4(repeating: b[offset])
      let (w0, w1) = (weight.vector4, (weight + 4).vector4)
      a0 += w0 * valueA
      b0 += w0 * valueB
      a1 += w1 * valueA
      b1 += w1 * valueB
      let (w2, w3) = ((weight + 8).vector4, (weight + 12).vector4)
      a2 += w2 * valueA
      b2 += w2 * valueB
      a3 += w3 * valueA
      b3 += w3 * valueB
      weight += filters
    }
    resultA.store(a0)
    (resultA + 4).store(a1)
    (resultA + 8).store(a2)
    (resultA + 12).store(a3)
    resultB.store(b0)
    (resultB + 4).store(b1)
    (resultB + 8).store(b2)
    (resultB + 12).store(b3)
  }
}

extension Window {
  /// The extent of the input with all padding that windows reach.
  fileprivate var paddedExtent: Int { (output - 1) * stride + (taps - 1) * dilation + 1 }
}
