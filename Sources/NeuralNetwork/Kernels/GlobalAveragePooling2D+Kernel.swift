extension GlobalAveragePooling2D {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    let input = try singleMap(inputs)
    return GlobalAverageKernel(
      height: input.dimensions[0], width: input.dimensions[1], channels: input.channels)
  }
}

private struct GlobalAverageKernel: PreparedLayer {
  let height: Int
  let width: Int
  let channels: Int

  /// The sums of one row: adding rows of sums rounds less than adding all pixels to one sum.
  var scratchCount: Int { channels }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let factor = 1 / Float(height * width)
    for sample in 0..<batch {
      let result = output + sample * channels
      result.update(repeating: 0, count: channels)
      for row in 0..<height {
        scratch.update(repeating: 0, count: channels)
        for column in 0..<width {
          let values = inputs[0] + ((sample * height + row) * width + column) * channels
          for channel in 0..<channels { scratch[channel] += values[channel] }
        }
        for channel in 0..<channels { result[channel] += scratch[channel] }
      }
      for channel in 0..<channels { result[channel] *= factor }
    }
  }
}
