extension Permute {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    let strides = try single(inputs, expected: "of rank \(axes.count)").strides
    return PermuteKernel(
      walk: StridedWalk(extents: output.dimensions, strides: [axes.map { strides[$0] }]),
      count: output.count)
  }
}

private struct PermuteKernel: PreparedLayer {
  /// The input in the order of the output.
  let walk: StridedWalk
  /// Values of one sample.
  let count: Int

  var scratchCount: Int { 0 }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let step = walk.steps[0]
    for sample in 0..<batch {
      let values = inputs[0] + sample * count
      var results = output + sample * count
      for row in 0..<walk.rows {
        let source = values + walk.offset(of: row, in: 0)
        for i in 0..<walk.count { results[i] = source[i * step] }
        results += walk.count
      }
    }
  }
}
