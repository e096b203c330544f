/// All values of a sample as one vector, in row-major order (Keras `Flatten`).
public struct Flatten: Layer {
  public var operation: String { "Flatten" }

  public var parameterCount: Int { 0 }

  /// - Throws: never; the signature is that of all layers.
  public init() throws(NeuralNetworkError) {}

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    Shape([try single(inputs, expected: "of any shape").count])
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}
