/// A vector several times as the rows of a sequence (Keras `RepeatVector`).
public struct RepeatVector: Layer {
  public let count: Int

  public var operation: String { "RepeatVector" }

  public var parameterCount: Int { 0 }

  /// - Throws: `NeuralNetworkError.parameter` when the count is less than one.
  public init(count: Int) throws(NeuralNetworkError) {
    self.count = count
    try requireUsable([count], name: "count", count: 1)
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let input = try single(inputs, expected: "a vector")
    guard input.rank == 1 else {
      throw .shape(layer: operation, found: inputs, expected: "a vector")
    }
    return try usable(Shape([count, input.channels]), from: inputs)
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}
