extension AutoContrast {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    AutoContrastKernel(
      pixels: output.count / output.channels, channels: output.channels, lower: lower,
      upper: upper)
  }
}

private struct AutoContrastKernel: PreparedLayer {
  /// Pixels of one sample.
  let pixels: Int
  let channels: Int
  let lower: Float
  let upper: Float

  var scratchCount: Int { 0 }

  var runsInPlace: Bool { true }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    for sample in 0..<batch {
      for channel in 0..<channels {
        let first = sample * pixels * channels + channel
        stretch(inputs[0] + first, into: output + first)
      }
    }
  }

  /// Stretches one channel.
  private func stretch(_ values: UnsafePointer<Float>, into results: UnsafeMutablePointer<Float>) {
    var (low, high) = (values[0], values[0])
    for pixel in 0..<pixels {
      let value = values[pixel * channels]
      low = value < low ? value : low
      high = value > high ? value : high
    }
    for pixel in 0..<pixels {
      let value = values[pixel * channels]
      let stretched = (value - low) / (high - low) * (upper - lower) + lower
      results[pixel * channels] = stretched.isNaN ? value : stretched
    }
  }
}
