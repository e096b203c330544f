extension BatchNormalization {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    let (factor, offset) = affine()
    let axis = output.axis(axis) ?? 0
    guard axis == output.rank - 1 else {
      let extents = output.dimensions.indices.map { $0 == axis ? mean.count : 1 }
      return ConstantsKernel(
        input: output,
        steps: [
          .init(.multiplication, factor.map { Float($0) }, extents: extents, output: output),
          .init(.addition, offset.map { Float($0) }, extents: extents, output: output),
        ], activation: activation)
    }
    return AffineKernel(
      factor: factor.map { Float($0) }, offset: offset.map { Float($0) },
      rows: output.count / mean.count, activation: activation)
  }
}

/// factor · x + offset per channel, then the activation.
private struct AffineKernel: PreparedLayer {
  let factor: [Float]
  let offset: [Float]
  /// Rows of one sample.
  let rows: Int
  let activation: Activation

  var scratchCount: Int { 0 }

  var runsInPlace: Bool { true }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let channels = factor.count
    factor.withUnsafeBufferPointer { factor in
      offset.withUnsafeBufferPointer { offset in
        guard let factor = factor.baseAddress, let offset = offset.baseAddress else { return }
        for row in 0..<(rows * batch) {
          let values = inputs[0] + row * channels
          let results = output + row * channels
          for channel in 0..<channels {
            results[channel] = values[channel] * factor[channel] + offset[channel]
          }
          activation.apply(to: results, count: channels)
        }
      }
    }
  }
}
