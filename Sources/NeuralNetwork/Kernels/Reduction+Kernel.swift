extension Reduction {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    let input = try single(inputs, withAxes: axes)
    let reduced = input.axes(axes) ?? []
    let kept = input.dimensions.indices.filter { !reduced.contains($0) }
    return ReductionKernel(
      kind: kind, kept: input.walk(along: kept), reduced: input.walk(along: reduced),
      count: input.count)
  }
}

extension Shape {
  /// A walk through the values along some axes.
  func walk(along axes: [Int]) -> StridedWalk {
    let strides = strides
    return StridedWalk(
      extents: axes.map { dimensions[$0] }, strides: [axes.map { strides[$0] }])
  }
}

private struct ReductionKernel: PreparedLayer {
  let kind: Reduction.Kind
  let kept: StridedWalk
  let reduced: StridedWalk
  /// Values of one sample of the input.
  let count: Int

  var scratchCount: Int { 0 }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    var result = output
    for sample in 0..<batch {
      for row in 0..<kept.rows {
        let first = inputs[0] + sample * count + kept.offset(of: row, in: 0)
        for i in 0..<kept.count {
          result[i] = reduce(first + i * kept.steps[0])
        }
        result += kept.count
      }
    }
  }

  private func reduce(_ values: UnsafePointer<Float>) -> Float {
    switch kind {
    case .sum:
      return Float(sum(values))
    case .mean:
      return Float(sum(values) / Double(reduced.rows * reduced.count))
    case .maximum:
      return fold(values, from: values[0]) { $1 > $0 || $1 != $1 ? $1 : $0 }
    case .minimum:
      return fold(values, from: values[0]) { $1 < $0 || $1 != $1 ? $1 : $0 }
    }
  }

  private func sum(_ values: UnsafePointer<Float>) -> Double {
    fold(values, from: 0.0) { $0 + Double($1) }
  }

  @inline(__always)
  private func fold<Result>(
    _ values: UnsafePointer<Float>, from initial: Result, _ body: (Result, Float) -> Result
  ) -> Result {
    var result = initial
    for row in 0..<reduced.rows {
      let run = values + reduced.offset(of: row, in: 0)
      for i in 0..<reduced.count { result = body(result, run[i * reduced.steps[0]]) }
    }
    return result
  }
}
