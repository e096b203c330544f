/// Where the elements of an output axis come from.
struct GatherAxis: Sendable, Equatable {
  enum Source: Sendable, Equatable {
    /// Element i comes from i − shift; outside of the input it is zero.
    case shifted(by: Int)
    /// Element i comes from ⌊i / times⌋.
    case repeated(times: Int)
    /// Element i comes from ⌊(i + ½) · scale⌋, in single precision as TensorFlow computes it,
    /// counted from an element.
    case nearest(scale: Float, first: Int, count: Int)
  }

  let input: Int
  let output: Int
  let source: Source

  /// An axis of one element, which stays.
  static let single = GatherAxis(input: 1, output: 1, source: .shifted(by: 0))

  /// The input element behind an output element; nil stands for zero.
  @inline(__always)
  func element(at position: Int) -> Int? {
    switch source {
    case .shifted(let shift):
      let element = position - shift
      return (0..<input).contains(element) ? element : nil
    case .repeated(let times):
      return position / times
    case .nearest(let scale, let first, let count):
      return first + min(Int((Float(position) + 0.5) * scale), count - 1)
    }
  }
}

/// Copies pixels to where they are wanted, whole rows where neighbours stay neighbours.
struct GatherKernel: PreparedLayer {
  let depth: GatherAxis
  let vertical: GatherAxis
  let horizontal: GatherAxis
  let channels: Int

  /// The axes of a sequence, a map or a volume.
  init(axes: [GatherAxis], channels: Int) {
    let axes = [GatherAxis](repeating: .single, count: 3 - axes.count) + axes
    depth = axes[0]
    vertical = axes[1]
    horizontal = axes[2]
    self.channels = channels
  }

  var scratchCount: Int { 0 }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let inputRowValues = horizontal.input * channels
    let outputRowValues = horizontal.output * channels
    var target = output
    for sample in 0..<batch {
      for z in 0..<depth.output {
        let plane = depth.element(at: z)
        for y in 0..<vertical.output {
          if let plane, let row = vertical.element(at: y) {
            let inputRow = (sample * depth.input + plane) * vertical.input + row
            gatherRow(from: inputs[0] + inputRow * inputRowValues, into: target)
          } else {
            target.update(repeating: 0, count: outputRowValues)
          }
          target += outputRowValues
        }
      }
    }
  }

  private func gatherRow(
    from source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>
  ) {
    if case .shifted(let shift) = horizontal.source {
      let first = min(max(shift, 0), horizontal.output)
      let end = max(min(horizontal.input + shift, horizontal.output), first)
      target.update(repeating: 0, count: first * channels)
      (target + first * channels).update(
        from: source + (first - shift) * channels, count: (end - first) * channels)
      (target + end * channels).update(
        repeating: 0, count: (horizontal.output - end) * channels)
      return
    }
    for x in 0..<horizontal.output {
      guard let element = horizontal.element(at: x) else { continue }
      let values = source + element * channels
      let results = target + x * channels
      for channel in 0..<channels { results[channel] = values[channel] }
    }
  }
}
