/// Which elements of an axis go into each element of a pooled axis.
enum Bins: Sendable, Equatable {
  /// The real elements of a sliding window.
  case windows(Window)
  /// From ⌊i · input / output⌋ to ⌈(i + 1) · input / output⌉.
  case adaptive(input: Int, output: Int)

  var input: Int {
    switch self {
    case .windows(let window): window.input
    case .adaptive(let input, _): input
    }
  }

  var output: Int {
    switch self {
    case .windows(let window): window.output
    case .adaptive(_, let output): output
    }
  }

  /// The elements behind an output position.
  func elements(at position: Int) -> Range<Int> {
    switch self {
    case .windows(let window):
      let taps = window.validTaps(at: position)
      let start = position * window.stride - window.before
      return (start + taps.lowerBound)..<(start + taps.upperBound)
    case .adaptive(let input, let output):
      return (position * input / output)..<(((position + 1) * input - 1) / output + 1)
    }
  }
}

/// Pooling of volumes over any bins, vectors over the channels.
struct BinPoolingKernel: PreparedLayer {
  let kind: PoolingKind
  let depth: Bins
  let vertical: Bins
  let horizontal: Bins
  let channels: Int

  /// Bins of a sequence, a map or a volume; missing axes have one element.
  init(kind: PoolingKind, bins: [Bins], channels: Int) {
    let bins = [Bins](repeating: .windows(.single), count: 3 - bins.count) + bins
    self.kind = kind
    depth = bins[0]
    vertical = bins[1]
    horizontal = bins[2]
    self.channels = channels
  }

  /// The sums of one row: adding rows of sums rounds less than adding all elements to one sum.
  var scratchCount: Int { kind == .average ? channels : 0 }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let sampleValues = depth.input * vertical.input * horizontal.input * channels
    var result = output
    for sample in 0..<batch {
      let volume = inputs[0] + sample * sampleValues
      for z in 0..<depth.output {
        let planes = depth.elements(at: z)
        for y in 0..<vertical.output {
          let rows = vertical.elements(at: y)
          for x in 0..<horizontal.output {
            let box = Box(planes: planes, rows: rows, columns: horizontal.elements(at: x))
            switch kind {
            case .maximum: takeMaximum(of: box, in: volume, into: result)
            case .average: takeAverage(of: box, in: volume, into: result, scratch: scratch)
            }
            result += channels
          }
        }
      }
    }
  }

  /// The elements behind one output position.
  private struct Box {
    let planes: Range<Int>
    let rows: Range<Int>
    let columns: Range<Int>

    var count: Int { planes.count * rows.count * columns.count }
  }

  @inline(__always)
  private func offset(_ plane: Int, _ row: Int, _ column: Int) -> Int {
    ((plane * vertical.input + row) * horizontal.input + column) * channels
  }

  private func takeMaximum(
    of box: Box, in volume: UnsafePointer<Float>, into result: UnsafeMutablePointer<Float>
  ) {
    let first = offset(box.planes.lowerBound, box.rows.lowerBound, box.columns.lowerBound)
    result.update(from: volume + first, count: channels)
    for plane in box.planes {
      for row in box.rows {
        for column in box.columns {
          let values = volume + offset(plane, row, column)
          for channel in 0..<channels {
            result[channel] = values[channel] > result[channel] ? values[channel] : result[channel]
          }
        }
      }
    }
  }

  private func takeAverage(
    of box: Box, in volume: UnsafePointer<Float>, into result: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    result.update(repeating: 0, count: channels)
    for plane in box.planes {
      for row in box.rows {
        scratch.update(repeating: 0, count: channels)
        for column in box.columns {
          let values = volume + offset(plane, row, column)
          for channel in 0..<channels { scratch[channel] += values[channel] }
        }
        for channel in 0..<channels { result[channel] += scratch[channel] }
      }
    }
    let factor = 1 / Float(box.count)
    for channel in 0..<channels { result[channel] *= factor }
  }
}
