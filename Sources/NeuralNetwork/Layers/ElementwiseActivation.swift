/// An activation as a layer of its own (Keras `Activation`, `ReLU`, `LeakyReLU`, `ELU`).
public struct ElementwiseActivation: Layer {
  public let activation: Activation

  public var operation: String { "Activation" }

  public var parameterCount: Int { 0 }

  /// - Throws: never; the signature is that of all layers.
  public init(_ activation: Activation) throws(NeuralNetworkError) {
    self.activation = activation
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    try single(inputs, expected: "of any shape")
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}
