/// x divided by its Euclidean length along some axes (Keras `UnitNormalization`).
public struct UnitNormalization: Layer {
  /// Axes of a sample, the batch not counted; negative numbers count from the last.
  public let axes: [Int]

  public var operation: String { "UnitNormalization" }

  public var parameterCount: Int { 0 }

  /// - Throws: `NeuralNetworkError.parameter` when there is no axis.
  public init(axes: [Int] = [-1]) throws(NeuralNetworkError) {
    self.axes = axes
    try requireAxes(axes)
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    try single(inputs, withAxes: axes)
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}
