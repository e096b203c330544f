/// eˣ divided by its sum along the last axis (Keras `Softmax`). The largest value is subtracted
/// first, so that no exponential overflows.
public struct Softmax: Layer {
  public var operation: String { "Softmax" }

  public var parameterCount: Int { 0 }

  /// - Throws: never; the signature is that of all layers.
  public init() throws(NeuralNetworkError) {}

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let input = try single(inputs, expected: "of rank 1 or more")
    guard input.rank >= 1 else {
      throw .shape(layer: operation, found: inputs, expected: "an input of rank 1 or more")
    }
    return input
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}
