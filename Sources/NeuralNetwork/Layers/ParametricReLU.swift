/// x > 0 → x; otherwise alpha · x, with a trained alpha (Keras `PReLU`).
public struct ParametricReLU: Layer {
  /// The extents of a sample, or one along the axes that share their values.
  public let alpha: Tensor

  public var operation: String { "PReLU" }

  public var parameterCount: Int { alpha.values.count }

  /// - Throws: `NeuralNetworkError.parameter` when alpha is empty.
  public init(alpha: Tensor) throws(NeuralNetworkError) {
    self.alpha = alpha
    guard !alpha.values.isEmpty else {
      throw .parameter(
        layer: operation, parameter: "alpha", found: alpha.dimensions,
        expected: "at least one value")
    }
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let expected = "that alpha \(Shape(alpha.dimensions)) broadcasts to"
    let input = try single(inputs, expected: expected)
    guard Shape.broadcast([input, Shape(alpha.dimensions)]) == input else {
      throw .shape(layer: operation, found: inputs, expected: "an input \(expected)")
    }
    return input
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}
