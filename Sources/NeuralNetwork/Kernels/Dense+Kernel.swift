extension Dense {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    try requireBLASExtents(
      rows: (output.count / units).multipliedSaturating(by: maximumBatch), features, units)
    return DenseKernel(
      weights: kernel.values, features: features, units: units, rows: output.count / units,
      epilogue: Epilogue(bias: bias, activation: activation))
  }
}

/// One matrix product for all rows of a batch.
private struct DenseKernel: PreparedLayer {
  /// (features, units)
  let weights: [Float]
  let features: Int
  let units: Int
  /// Rows of one sample: more than one where leading axes remain.
  let rows: Int
  let epilogue: Epilogue

  var scratchCount: Int { 0 }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let rows = rows * batch
    weights.withUnsafeBufferPointer { weights in
      guard let weights = weights.baseAddress else { return }
      if rows <= Self.vectorRows {
        for row in 0..<rows {
          LinearAlgebra.multiply(
            x: inputs[0] + row * features, matrix: weights, rows: features, columns: units,
            y: output + row * units)
        }
      } else {
        LinearAlgebra.multiply(
          rows: rows, columns: units, inner: features, a: inputs[0], aStride: features,
          b: weights, bStride: units, c: output, cStride: units)
      }
    }
    epilogue.apply(to: output, rows: rows, channels: units)
  }

  /// Up to this many rows, matrix–vector products beat a matrix product, which first copies all
  /// weights into its own order.
  private static let vectorRows = 3
}
