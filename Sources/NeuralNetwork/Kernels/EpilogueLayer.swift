/// A layer whose kernel can do what follows its sums while they are in cache.
protocol EpilogueLayer: Layer {
  /// What follows by itself.
  var epilogue: Epilogue { get }

  /// As `prepare`, with what follows.
  ///
  /// - Parameter inputs: Without the one that the epilogue adds, which comes last.
  func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int, epilogue: Epilogue
  ) throws(NeuralNetworkError) -> any PreparedLayer
}

extension EpilogueLayer {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    try prepare(
      inputs: inputs, output: output, maximumBatch: maximumBatch, epilogue: epilogue)
  }
}
