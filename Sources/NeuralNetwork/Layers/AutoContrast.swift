/// Every channel of a map stretched to the whole range of values (Keras 3 `AutoContrast`, which
/// works at inference too). A channel of one value stays as it is.
public struct AutoContrast: Layer {
  /// The range of values of an image, for instance 0…255 or 0…1.
  public let lower: Float
  public let upper: Float

  public var operation: String { "AutoContrast" }

  public var parameterCount: Int { 0 }

  /// - Throws: `NeuralNetworkError.parameter` when the range is empty or not finite.
  public init(lower: Float, upper: Float) throws(NeuralNetworkError) {
    self.lower = lower
    self.upper = upper
    guard lower.isFinite, upper.isFinite, lower < upper else {
      throw .parameter(
        layer: operation, parameter: "value range", found: [],
        expected: "two finite numbers, the smaller first")
    }
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    try singleMap(inputs)
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}
