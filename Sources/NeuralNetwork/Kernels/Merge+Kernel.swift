extension Merge {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    MergeKernel(
      function: ElementwiseFunction(kind), divisor: kind == .averaging ? Float(inputs.count) : nil,
      walk: StridedWalk(broadcasting: inputs, to: output), counts: inputs.map(\.count),
      outputCount: output.count, activation: activation)
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
  let activation: Activation

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
    activation.apply(to: output, count: outputCount * batch)
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
