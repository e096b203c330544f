import VectorKernels

extension Dense: EpilogueLayer {
  var epilogue: Epilogue { Epilogue(bias: bias, activation: activation) }

  func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int, epilogue: Epilogue
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    try requireBLASExtents(
      rows: (output.count / units).multipliedSaturating(by: maximumBatch), features, units)
    return DenseKernel(
      weights: kernel.values, features: features, units: units, rows: output.count / units,
      maximumBatch: maximumBatch, epilogue: epilogue)
  }
}

/// One matrix product for all rows of a batch.
private struct DenseKernel: PreparedLayer {
  /// (features, units)
  let weights: [Float]
  /// The same for products of several rows; nil where there is never more than one.
  let panels: PanelWeights?
  let features: Int
  let units: Int
  /// Rows of one sample: more than one where leading axes remain.
  let rows: Int
  let epilogue: RegisterEpilogue

  init(
    weights: [Float], features: Int, units: Int, rows: Int, maximumBatch: Int, epilogue: Epilogue
  ) {
    self.weights = weights
    self.features = features
    self.units = units
    self.rows = rows
    self.epilogue = RegisterEpilogue(epilogue, channels: units)
    panels =
      rows * maximumBatch > 1 ? PanelWeights(weights, columns: units, run: features) : nil
  }

  var scratchCount: Int { 0 }

  var transformedWeightCount: Int { panels?.count ?? 0 }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let rows = rows * batch
    epilogue.bound(to: inputs) { bias, rest in
      if let panels, rows > 1 {
        panels.multiply(
          rows: .matrix(rows, step: features), values: inputs[0], bias: bias,
          rectifies: epilogue.rectifies, into: output, step: units)
      } else {
        vector_combination(
          inputs[0], features, weights, units, bias, epilogue.rectifies, output)
      }
      rest?.apply(to: output, rows: rows, channels: units)
    }
  }
}
