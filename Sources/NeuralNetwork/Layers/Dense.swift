/// Matrix product over the last axis, with bias and activation (Keras `Dense`).
public struct Dense: Layer {
  /// (input features, units)
  public let kernel: Tensor
  /// One value per unit.
  public let bias: [Float]?
  public let activation: Activation

  public var operation: String { "Dense" }

  public var parameterCount: Int { kernel.values.count + (bias?.count ?? 0) }

  var features: Int { kernel.dimensions[0] }
  var units: Int { kernel.dimensions[1] }

  /// - Throws: `NeuralNetworkError.parameter` when the kernel is not of rank 2 or the bias is not
  ///   one value per unit.
  public init(
    kernel: Tensor, bias: [Float]?, activation: Activation = .linear
  ) throws(NeuralNetworkError) {
    self.kernel = kernel
    self.bias = bias
    self.activation = activation
    try requireKernel(kernel, rank: 2, axes: "(input features, units)")
    try requireCount(bias, name: "bias", count: units)
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let expected = "\(features) values along the last axis"
    let input = try single(inputs, expected: expected)
    guard input.rank >= 1, input.channels == features else {
      throw .shape(layer: operation, found: inputs, expected: expected)
    }
    return try usable(Shape(input.dimensions.dropLast() + [units]), from: inputs)
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int {
    guard let output = try? outputShape(of: inputs) else { return 0 }
    return [output.count, features].saturatingProduct
  }
}
