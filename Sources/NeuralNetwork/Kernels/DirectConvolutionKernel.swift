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
  /// The extents in which windows are read: those of the input, or of the padded copy of what is
  /// computed at a time.
  private let depth: Int
  private let height: Int
  private let width: Int
  /// What is computed at a time: the maps of some samples, or lines of one plane.
  private let samples: Int
  private let lines: Int

  init(
    weights: [Float], channels: Int, channelsPerGroup: Int, filters: Int, windows: Window3D,
    maximumBatch: Int, epilogue: Epilogue
  ) {
    let (deep, vertical, horizontal) = (windows.depth, windows.vertical, windows.horizontal)
    isPadded = [deep, vertical, horizontal].contains {
      $0.before > 0 || $0.reach(of: $0.output) > $0.input
    }
    width = isPadded ? horizontal.reach(of: horizontal.output) : horizontal.input
    let mapValues = [vertical.reach(of: vertical.output), width, channels].saturatingProduct
    samples =
      deep.input == 1 && deep.output == 1
      ? max(min(CacheBlock.values / max(mapValues, 1), maximumBatch), 1) : 1
    let fewest = (CacheBlock.fewestRows - 1) / horizontal.output + 1
    let lineValues = [vertical.stride, width, channels].saturatingProduct
    lines =
      samples > 1
      ? vertical.output : min(max(CacheBlock.values / lineValues, fewest), vertical.output)
    height = isPadded ? vertical.reach(of: lines) : vertical.input
    depth = isPadded ? deep.reach(of: 1) : deep.input
    self.channels = channels
    self.channelsPerGroup = channelsPerGroup
    self.windows = windows
    self.epilogue = RegisterEpilogue(epilogue, channels: filters)
    // Taps that are neighbours in memory are one run. Where offsets do not fit, the padded map does
    // not either, and no plan is made.
    let isRun = channelsPerGroup == channels && (horizontal.dilation == 1 || horizontal.taps == 1)
    let starts =
      isRun
      ? [0]
      : (0..<horizontal.taps).map {
        [$0, horizontal.dilation, channels].saturatingProduct
      }
    var offsets: [Int] = []
    for plane in 0..<deep.taps {
      for row in 0..<vertical.taps {
        let line = [
          [plane, deep.dilation, height].saturatingProduct, row * vertical.dilation,
        ].saturatingSum
        let start = [line, width, channels].saturatingProduct
        offsets += starts.map { [start, $0].saturatingSum }
      }
    }
    let groups = channels / channelsPerGroup
    self.weights = PanelWeights(
      weights, columns: filters / groups, matrices: groups,
      run: weights.count / filters / offsets.count, offsets: offsets)
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
    let (vertical, horizontal) = (windows.vertical, windows.horizontal)
    let inputCount = windows.depth.input * vertical.input * horizontal.input * channels
    epilogue.bound(to: inputs) { bias, rest in
      for sample in stride(from: 0, to: batch, by: samples) {
        let count = min(samples, batch - sample)
        let input = inputs[0] + sample * inputCount
        for plane in 0..<windows.depth.output {
          for line in stride(from: 0, to: vertical.output, by: lines) {
            let lines = min(lines, vertical.output - line)
            var start = (plane * windows.depth.stride * height + line * vertical.stride) * width
            if isPadded {
              start = 0
              for index in 0..<count {
                pad(
                  input + index * inputCount, plane: plane, line: line, lines: lines,
                  into: scratch + index * mapCount)
              }
            }
            let row = ((sample * windows.depth.output + plane) * vertical.output + line)
            compute(
              count: count, lines: lines,
              of: (isPadded ? UnsafePointer(scratch) : input) + start * channels,
              bias: bias, rest, into: output, from: row * horizontal.output)
          }
        }
      }
    }
  }

  /// Computes lines of one sample, or all of several.
  private func compute(
    count: Int, lines: Int, of maps: UnsafePointer<Float>, bias: UnsafePointer<Float>,
    _ rest: Epilogue.Bound?, into output: UnsafeMutablePointer<Float>, from row: Int
  ) {
    let (vertical, horizontal) = (windows.vertical, windows.horizontal)
    let filters = filters
    var rows = ProductRows(
      count: count * lines * horizontal.output, across: horizontal.output, down: lines,
      rowStep: horizontal.stride * channels, lineStep: vertical.stride * width * channels,
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
        group, rows: rows, values: maps + group * channelsPerGroup, bias: bias + filter,
        rectifies: epilogue.rectifies, into: output + row * filters + filter, step: filters)
    }
    rest?.apply(to: output, from: row * filters, rows: rows.count, channels: filters)
  }

  /// Copies what the windows of some lines of a plane read, with zeros around it.
  private func pad(
    _ source: UnsafePointer<Float>, plane: Int, line: Int, lines: Int,
    into target: UnsafeMutablePointer<Float>
  ) {
    let (deep, vertical, horizontal) = (windows.depth, windows.vertical, windows.horizontal)
    let rowValues = horizontal.input * channels
    let left = horizontal.before * channels
    // What no window reaches may lie beyond the padded extents.
    let inside = min(rowValues, width * channels - left)
    let right = width * channels - left - inside
    let firstPlane = plane * deep.stride - deep.before
    let firstRow = line * vertical.stride - vertical.before
    for z in 0..<depth {
      let plane = firstPlane + z
      var copy = target + z * height * width * channels
      for row in firstRow..<(firstRow + vertical.reach(of: lines)) {
        if (0..<deep.input).contains(plane), (0..<vertical.input).contains(row) {
          copy.update(repeating: 0, count: left)
          (copy + left).update(
            from: source + (plane * vertical.input + row) * rowValues, count: inside)
          (copy + left + inside).update(repeating: 0, count: right)
        } else {
          copy.update(repeating: 0, count: width * channels)
        }
        copy += width * channels
      }
    }
  }
}

extension Window {
  /// The extent that so many neighbouring windows span.
  fileprivate func reach(of count: Int) -> Int { (count - 1) * stride + (taps - 1) * dilation + 1 }
}
