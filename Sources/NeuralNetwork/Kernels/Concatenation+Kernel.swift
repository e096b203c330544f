extension Concatenation {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    let axis = output.axis(axis) ?? 0
    return ConcatenationKernel(
      rows: output.count(before: axis),
      runs: inputs.map { $0.dimensions[axis] * $0.count(after: axis) },
      outputRun: output.dimensions[axis] * output.count(after: axis))
  }
}

private struct ConcatenationKernel: PreparedLayer {
  /// Rows of one sample: the axes before the one of concatenation.
  let rows: Int
  /// Values of one row of each input.
  let runs: [Int]
  let outputRun: Int

  var scratchCount: Int { 0 }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    var target = output
    for (input, run) in zip(inputs, runs) {
      for row in 0..<(rows * batch) {
        (target + row * outputRun).update(from: input + row * run, count: run)
      }
      target += run
    }
  }
}
