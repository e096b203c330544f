/// scale · x / √(mean of x² + epsilon) along some axes (Keras 3 `RMSNormalization`).
public struct RootMeanSquareNormalization: Layer {
  /// Axes of a sample, the batch not counted; negative numbers count from the last.
  public let axes: [Int]
  /// One value per element of the axes, in row-major order; nil stands for ones.
  public let scale: [Float]?
  public let epsilon: Float

  public var operation: String { "RMSNormalization" }

  public var parameterCount: Int { scale?.count ?? 0 }

  /// - Throws: `NeuralNetworkError.parameter` when there is no axis.
  public init(
    axes: [Int] = [-1], scale: [Float]?, epsilon: Float
  ) throws(NeuralNetworkError) {
    self.axes = axes
    self.scale = scale
    self.epsilon = epsilon
    try requireAxes(axes)
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let input = try single(inputs, withAxes: axes)
    try requireValues(scale, along: axes, of: input)
    return input
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}
