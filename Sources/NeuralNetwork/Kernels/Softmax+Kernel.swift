import Glibc

extension Softmax {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    let axis = output.axis(axis) ?? 0
    return SoftmaxKernel(
      rows: output.count(before: axis), count: output.dimensions[axis],
      step: output.count(after: axis), logarithmic: logarithmic)
  }
}

private struct SoftmaxKernel: PreparedLayer {
  /// Rows of one sample: the axes before the one of the sum.
  let rows: Int
  /// Values that are summed.
  let count: Int
  /// Values from one to the next.
  let step: Int
  let logarithmic: Bool

  var scratchCount: Int { 0 }

  var runsInPlace: Bool { true }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<(rows * batch) {
      for inner in 0..<step {
        let first = row * count * step + inner
        normalize(inputs[0] + first, into: output + first)
      }
    }
  }

  private func normalize(
    _ values: UnsafePointer<Float>, into results: UnsafeMutablePointer<Float>
  ) {
    var largest = values[0]
    for i in 1..<count where values[i * step] > largest { largest = values[i * step] }
    var sum: Float = 0
    if logarithmic {
      for i in 0..<count { sum += expf(values[i * step] - largest) }
      let logarithm = logf(sum)
      for i in 0..<count { results[i * step] = values[i * step] - largest - logarithm }
    } else {
      for i in 0..<count {
        let value = expf(values[i * step] - largest)
        results[i * step] = value
        sum += value
      }
      for i in 0..<count { results[i * step] /= sum }
    }
  }
}
