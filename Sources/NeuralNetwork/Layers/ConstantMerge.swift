/// An element-wise function of the input and a constant, with activation: what Keras writes for
/// `x * 2.0`, `1.0 - x` or `x / c` (specs/keras-h5.md §8.6). The constant is broadcast as by
/// `Merge`.
public struct ConstantMerge: Layer {
  public let kind: Merge.Kind
  /// Extents without the batch; none for a number.
  public let constant: Tensor
  /// Whether the constant is the first operand: c − x and c / x.
  public let constantFirst: Bool
  public let activation: Activation

  public var operation: String { "Constant\(kind.rawValue)" }

  public var parameterCount: Int { 0 }

  /// - Throws: `NeuralNetworkError.parameter` when the constant is empty.
  public init(
    _ kind: Merge.Kind, constant: Tensor, constantFirst: Bool = false,
    activation: Activation = .linear
  ) throws(NeuralNetworkError) {
    self.kind = kind
    self.constant = constant
    self.constantFirst = constantFirst
    self.activation = activation
    guard !constant.values.isEmpty else {
      throw .parameter(
        layer: operation, parameter: "constant", found: constant.dimensions,
        expected: "at least one value")
    }
  }

  /// With a number as the constant.
  ///
  /// - Throws: never; the signature is that of all layers.
  public init(
    _ kind: Merge.Kind, number: Float, constantFirst: Bool = false,
    activation: Activation = .linear
  ) throws(NeuralNetworkError) {
    self.kind = kind
    constant = Tensor(number)
    self.constantFirst = constantFirst
    self.activation = activation
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let expected = "that broadcasts with the constant \(Shape(constant.dimensions))"
    let input = try single(inputs, expected: expected)
    guard let output = Shape.broadcast([input, Shape(constant.dimensions)]) else {
      throw .shape(layer: operation, found: inputs, expected: "an input \(expected)")
    }
    return try usable(output, from: inputs)
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}
