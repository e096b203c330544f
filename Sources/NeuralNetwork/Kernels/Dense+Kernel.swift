extension Dense: EpilogueLayer {
  var epilogue: Epilogue { Epilogue(bias: bias, activation: activation) }

  func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int, epilogue: Epilogue
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    try requireBLASExtents(
      rows: (output.count / units).multipliedSaturating(by: maximumBatch), features, units)
    return DenseKernel(
      weights: kernel.values, features: features, units: units, rows: output.count / units,
      epilogue: epilogue)
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
      if rows <= vectorRows {
        for row in 0..<rows {
          LinearAlgebra.multiply(
            x: inputs[0] + row * features, matrix: weights, rows: features, columns: units,
            y: output + row * units)
        }
      } else {
        LinearAlgebra.multiply(
          rows: rows, columns: units, inner: features,
          in: ProductBlocks(rows: rows, columns: units, inner: features), a: inputs[0],
          aStride: features, b: weights, bStride: units, c: output, cStride: units)
      }
    }
    epilogue.bound(to: inputs) { $0.apply(to: output, rows: rows, channels: units) }
  }

  /// Up to this many rows, matrix–vector products beat a matrix product, which first copies all
  /// weights into its own order unless it is small.
  private var vectorRows: Int { LinearAlgebra.smallProduct > 0 ? 1 : 3 }
}
