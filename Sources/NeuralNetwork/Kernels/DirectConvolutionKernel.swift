/// A convolution as a product of windows and filters, in which the windows are read where they lie: in
/// the map, or in a copy of it with its padding. It works on volumes; a map is a volume of depth one.
struct DirectConvolutionKernel: PreparedLayer {
  /// For each group (taps · channels per group, filters per group).
  private let weights: PanelWeights
  private let channels: Int
  private let channelsPerGroup: Int
  private let windows: Window3D
  private let epilogue: RegisterEpilogue
  /// Whether windows reach beyond the input.
  private let isPadded: Bool
  /// The extents in which windows are read.
  private let depth: Int
  private let height: Int
  private let width: Int
  /// What is computed at a time: samples of one plane each, or lines of one plane.
  private let samples: Int
  private let lines: Int

  init(
    weights: [Float], channels: Int, channelsPerGroup: Int, filters: Int, windows: Window3D,
    maximumBatch: Int, epilogue: Epilogue
  ) {
    let axes = [windows.depth, windows.vertical, windows.horizontal]
    let isPadded = axes.contains { $0.before > 0 || $0.reach > $0.input }
    let extents = axes.map { isPadded ? $0.reach : $0.input }
    let (height, width) = (extents[1], extents[2])
    (self.isPadded, depth, self.height, self.width) = (isPadded, extents[0], height, width)
    self.channels = channels
    self.channelsPerGroup = channelsPerGroup
    self.windows = windows
    self.epilogue = RegisterEpilogue(epilogue, channels: filters)
    // Taps that are neighbours in memory are one run.
    let (taps, dilation) = (windows.horizontal.taps, windows.horizontal.dilation)
    let isRun = channelsPerGroup == channels && (dilation == 1 || taps == 1)
    let starts = isRun ? [0] : (0..<taps).map { $0 * dilation * channels }
    let offsets = (0..<windows.depth.taps).flatMap { plane in
      (0..<windows.vertical.taps).flatMap { row in
        let line = plane * windows.depth.dilation * height + row * windows.vertical.dilation
        return starts.map { line * width * channels + $0 }
      }
    }
    let groups = channels / channelsPerGroup
    self.weights = PanelWeights(
      weights, columns: filters / groups, matrices: groups,
      run: weights.count / filters / offsets.count, offsets: offsets)
    let mapValues = [extents[0], height, width, channels].saturatingProduct
    samples =
      windows.depth.output == 1
      ? max(min(CacheBlock.values / max(mapValues, 1), maximumBatch), 1) : 1
    let lineValues = windows.vertical.stride * width * channels
    let fewest = (CacheBlock.fewestRows - 1) / windows.horizontal.output + 1
    lines =
      samples > 1
      ? windows.vertical.output
      : min(max(CacheBlock.values / max(lineValues, 1), fewest), windows.vertical.output)
  }

  private var filters: Int { weights.columns * weights.matrices }
  private var mapCount: Int { [depth, height, width, channels].saturatingProduct }

  /// Padded maps.
  var scratchCount: Int { isPadded ? samples.multipliedSaturating(by: mapCount) : 0 }

  var algorithm: String {
    windows.depth.taps * windows.vertical.taps * windows.horizontal.taps == 1
      ? "product" : "direct"
  }

  var transformedWeightCount: Int { weights.count }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let inputCount =
      windows.depth.input * windows.vertical.input * windows.horizontal.input * channels
    epilogue.bound(to: inputs) { bias, rest in
      for sample in stride(from: 0, to: batch, by: samples) {
        let count = min(samples, batch - sample)
        let input = inputs[0] + sample * inputCount
        if isPadded {
          for index in 0..<count {
            pad(input + index * inputCount, into: scratch + index * mapCount)
          }
        }
        let maps = isPadded ? UnsafePointer(scratch) : input
        for plane in 0..<windows.depth.output {
          for line in stride(from: 0, to: windows.vertical.output, by: lines) {
            compute(
              sample: sample, count: count, plane: plane, line: line, of: maps, bias: bias, rest,
              into: output)
          }
        }
      }
    }
  }

  /// Computes some lines of a plane of one sample, or of the planes of several.
  private func compute(
    sample: Int, count: Int, plane: Int, line: Int, of maps: UnsafePointer<Float>,
    bias: UnsafePointer<Float>, _ rest: Epilogue.Bound?, into output: UnsafeMutablePointer<Float>
  ) {
    let (vertical, horizontal) = (windows.vertical, windows.horizontal)
    let filters = filters
    let lines = min(lines, vertical.output - line)
    let lineValues = width * channels
    let start = (plane * windows.depth.stride * height + line * vertical.stride) * lineValues
    let row =
      ((sample * windows.depth.output + plane) * vertical.output + line) * horizontal.output
    var rows = ProductRows(
      count: count * lines * horizontal.output, across: horizontal.output, down: lines,
      rowStep: horizontal.stride * channels, lineStep: vertical.stride * lineValues,
      mapStep: mapCount)
    if rows.lineStep == rows.across * rows.rowStep {
      // Lines follow one another without a gap.
      rows.across *= rows.down
      rows.lineStep = rows.mapStep
      rows.down = count
    }
    for group in 0..<weights.matrices {
      let filter = group * weights.columns
      weights.multiply(
        group, rows: rows, values: maps + start + group * channelsPerGroup, bias: bias + filter,
        rectifies: epilogue.rectifies, into: output + row * filters + filter, step: filters)
    }
    rest?.apply(to: output, from: row * filters, rows: rows.count, channels: filters)
  }

  /// Copies a map or volume, with zeros around it.
  private func pad(_ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
    let (deep, vertical, horizontal) = (windows.depth, windows.vertical, windows.horizontal)
    let rowValues = horizontal.input * channels
    let left = horizontal.before * channels
    // What no window reaches may lie beyond the padded extents.
    let inside = min(rowValues, width * channels - left)
    let right = width * channels - left - inside
    var line = target
    for z in 0..<depth {
      let plane = z - deep.before
      for y in 0..<height {
        let row = y - vertical.before
        if plane >= 0, plane < deep.input, row >= 0, row < vertical.input {
          line.update(repeating: 0, count: left)
          (line + left).update(
            from: source + (plane * vertical.input + row) * rowValues, count: inside)
          (line + left + inside).update(repeating: 0, count: right)
        } else {
          line.update(repeating: 0, count: width * channels)
        }
        line += width * channels
      }
    }
  }
}

extension Window {
  /// The extent of the input with all padding that windows reach.
  fileprivate var reach: Int { (output - 1) * stride + (taps - 1) * dilation + 1 }
}
