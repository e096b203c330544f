import Glibc

extension Softmax {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    SoftmaxKernel(rows: output.count / output.channels, channels: output.channels)
  }
}

private struct SoftmaxKernel: PreparedLayer {
  /// Rows of one sample.
  let rows: Int
  let channels: Int

  var scratchCount: Int { 0 }

  var runsInPlace: Bool { true }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<(rows * batch) {
      let values = inputs[0] + row * channels
      let results = output + row * channels
      var largest = values[0]
      for channel in 1..<channels where values[channel] > largest { largest = values[channel] }
      var sum: Float = 0
      for channel in 0..<channels {
        let value = expf(values[channel] - largest)
        results[channel] = value
        sum += value
      }
      for channel in 0..<channels { results[channel] /= sum }
    }
  }
}
