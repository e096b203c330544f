/// eˣ divided by its sum along an axis, or the logarithm of that (Keras `Softmax`, the activations
/// `softmax` and `log_softmax`). The largest value is subtracted first, so that no exponential
/// overflows.
public struct Softmax: Layer {
  /// The axis of a sample; negative numbers count from the last.
  public let axis: Int
  /// Whether the logarithm is taken: x − largest − log Σ e^(x − largest).
  public let logarithmic: Bool

  public var operation: String { logarithmic ? "LogSoftmax" : "Softmax" }

  public var parameterCount: Int { 0 }

  /// - Throws: never; the signature is that of all layers.
  public init(axis: Int = -1, logarithmic: Bool = false) throws(NeuralNetworkError) {
    self.axis = axis
    self.logarithmic = logarithmic
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let expected = "with an axis \(axis)"
    let input = try single(inputs, expected: expected)
    guard input.axis(axis) != nil else {
      throw .shape(layer: operation, found: inputs, expected: "an input \(expected)")
    }
    return input
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}
