extension Layer {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    throw .graph("\(operation) is not prepared yet")
  }
}
