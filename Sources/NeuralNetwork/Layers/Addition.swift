/// The element-wise sum of two or more inputs of equal shape, with activation (Keras `Add`).
public struct Addition: Layer {
  public let activation: Activation

  public var operation: String { "Addition" }

  public var parameterCount: Int { 0 }

  /// - Throws: never; the signature is that of all layers.
  public init(activation: Activation = .linear) throws(NeuralNetworkError) {
    self.activation = activation
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    guard inputs.count >= 2, inputs[0].isUsable, inputs.allSatisfy({ $0 == inputs[0] }) else {
      throw .shape(
        layer: operation, found: inputs, expected: "two or more inputs of one and the same shape")
    }
    return inputs[0]
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}
