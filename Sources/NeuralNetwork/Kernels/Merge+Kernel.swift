extension Merge: EpilogueLayer {
  var epilogue: Epilogue { Epilogue(activation: activation) }

  func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int, epilogue: Epilogue
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    if kind == .multiplication, inputs.count == 2, inputs[0] == output,
      inputs[1].count == output.channels, inputs[1].channels == output.channels
    {
      return ChannelScalingKernel(
        rows: output.count / output.channels, channels: output.channels, epilogue: epilogue)
    }
    return MergeKernel(
      function: ElementwiseFunction(kind), divisor: kind == .averaging ? Float(inputs.count) : nil,
      walk: StridedWalk(broadcasting: inputs, to: output), counts: inputs.map(\.count),
      output: output, epilogue: epilogue)
  }
}

/// Every channel times a number of the sample's own, as squeeze-and-excitation does.
private struct ChannelScalingKernel: PreparedLayer {
  /// Rows of one sample.
  let rows: Int
  let channels: Int
  let epilogue: Epilogue

  var scratchCount: Int { 0 }

  var runsInPlace: Bool { true }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    // What follows finds its rows in the first-level cache.
    let block = max(4096 / channels, 1)
    epilogue.bound(to: inputs) { epilogue in
      for sample in 0..<batch {
        let factors = inputs[1] + sample * channels
        for start in stride(from: 0, to: rows, by: block) {
          let first = (sample * rows + start) * channels
          let count = min(block, rows - start)
          for row in 0..<count {
            scale(
              inputs[0] + first + row * channels, factors, into: output + first + row * channels)
          }
          epilogue.apply(to: output, from: first, rows: count, channels: channels)
        }
      }
    }
  }

  @inline(__always)
  private func scale(
    _ values: UnsafePointer<Float>, _ factors: UnsafePointer<Float>,
    into results: UnsafeMutablePointer<Float>
  ) {
    var channel = 0
    while channel + 8 <= channels {
      (results + channel).store((values + channel).vector8 * (factors + channel).vector8)
      channel += 8
    }
    while channel < channels {
      results[channel] = values[channel] * factors[channel]
      channel += 1
    }
  }
}

/// The function of the first two inputs, then of that and each further one.
private struct MergeKernel: PreparedLayer {
  let function: ElementwiseFunction
  let divisor: Float?
  /// Inputs, then the output.
  let walk: StridedWalk
  /// Values of one sample of each input.
  let counts: [Int]
  let outputCount: Int
  let outputChannels: Int
  let epilogue: Epilogue

  init(
    function: ElementwiseFunction, divisor: Float?, walk: StridedWalk, counts: [Int],
    output: Shape, epilogue: Epilogue
  ) {
    self.function = function
    self.divisor = divisor
    self.walk = walk
    self.counts = counts
    outputCount = output.count
    outputChannels = output.channels
    self.epilogue = epilogue
  }

  var scratchCount: Int { 0 }

  var runsInPlace: Bool { true }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let itself = counts.count
    for sample in 0..<batch {
      let results = output + sample * outputCount
      merge(
        inputs[0] + sample * counts[0], 0, inputs[1] + sample * counts[1], 1, into: results)
      for further in 2..<max(itself, 2) {
        merge(
          UnsafePointer(results), itself, inputs[further] + sample * counts[further], further,
          into: results)
      }
    }
    if let divisor {
      for i in 0..<(outputCount * batch) { output[i] /= divisor }
    }
    epilogue.bound(to: inputs) {
      $0.apply(
        to: output, rows: outputCount * batch / outputChannels, channels: outputChannels)
    }
  }

  /// Merges two arrays, given with their numbers in the walk.
  private func merge(
    _ a: UnsafePointer<Float>, _ first: Int, _ b: UnsafePointer<Float>, _ second: Int,
    into results: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<walk.rows {
      function.apply(
        .init(values: a + walk.offset(of: row, in: first), step: walk.steps[first]),
        .init(values: b + walk.offset(of: row, in: second), step: walk.steps[second]),
        into: results + row * walk.count, count: walk.count)
    }
  }
}
