import VectorKernels

/// Every output pixel from its window, one filter per channel, vectors over the channels.
struct DepthwiseKernel: PreparedLayer {
  /// (taps, channels)
  private let weights: [Float]
  private let channels: Int
  private let windows: Window2D
  /// One value per channel, added to the sums while they are in registers.
  private let bias: [Float]
  /// What follows the bias.
  private let epilogue: Epilogue
  /// The columns of output pixels whose windows have the same taps inside the map.
  private let stretches: [Stretch]

  private struct Stretch {
    let positions: Range<Int>
    let taps: Range<Int>
  }

  init(weights: [Float], channels: Int, windows: Window2D, epilogue: Epilogue) {
    self.weights = weights
    self.channels = channels
    self.windows = windows
    bias = epilogue.bias ?? [Float](repeating: 0, count: channels)
    var epilogue = epilogue
    epilogue.bias = nil
    self.epilogue = epilogue
    let horizontal = windows.horizontal
    let whole = horizontal.wholePositions
    let edges = Array(0..<whole.lowerBound) + Array(whole.upperBound..<horizontal.output)
    stretches =
      edges.map { Stretch(positions: $0..<($0 + 1), taps: horizontal.validTaps(at: $0)) }
      + (whole.isEmpty ? [] : [Stretch(positions: whole, taps: 0..<horizontal.taps)])
  }

  var scratchCount: Int { 0 }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let (vertical, horizontal) = (windows.vertical, windows.horizontal)
    let mapValues = vertical.input * horizontal.input * channels
    weights.withUnsafeBufferPointer { weights in
      bias.withUnsafeBufferPointer { bias in
        guard let weights = weights.baseAddress, let bias = bias.baseAddress else { return }
        epilogue.bound(to: inputs) { epilogue in
          for index in 0..<(batch * vertical.output) {
            let (sample, y) = index.quotientAndRemainder(dividingBy: vertical.output)
            let top = y * vertical.stride - vertical.before
            let first = index * horizontal.output * channels
            let corner = (top * horizontal.input - horizontal.before) * channels
            computeRow(
              tapRows: vertical.validTaps(at: y), from: inputs[0] + sample * mapValues + corner,
              weights, bias, into: output + first)
            epilogue.apply(to: output, from: first, rows: horizontal.output, channels: channels)
          }
        }
      }
    }
  }

  /// - Parameter map: The pixel under the first tap of the window at column zero, valid or not.
  private func computeRow(
    tapRows: Range<Int>, from map: UnsafePointer<Float>, _ weights: UnsafePointer<Float>,
    _ bias: UnsafePointer<Float>, into results: UnsafeMutablePointer<Float>
  ) {
    let (vertical, horizontal) = (windows.vertical, windows.horizontal)
    let rowStep = vertical.dilation * horizontal.input * channels
    let tapStep = horizontal.dilation * channels
    let pixelStep = horizontal.stride * channels
    for stretch in stretches {
      let (first, taps) = (stretch.positions.lowerBound, stretch.taps)
      vector_depthwise(
        VectorWindows(
          channels: channels, tapRows: tapRows.count, taps: taps.count, rowStep: rowStep,
          tapStep: tapStep, pixelStep: pixelStep),
        map + tapRows.lowerBound * rowStep + taps.lowerBound * tapStep + first * pixelStep,
        weights + (tapRows.lowerBound * horizontal.taps + taps.lowerBound) * channels,
        horizontal.taps * channels, bias, results + first * channels, stretch.positions.count)
    }
  }
}
