/// gamma · (x − mean) / √(variance + epsilon) + beta with the statistics of each sample along some
/// axes (Keras `LayerNormalization`; specs/keras-h5.md §8.5).
public struct LayerNormalization: Layer {
  /// Axes of a sample, the batch not counted; negative numbers count from the last.
  public let axes: [Int]
  /// One value per element of the axes, in row-major order; nil stands for ones.
  public let gamma: [Float]?
  /// As gamma; nil stands for zeros.
  public let beta: [Float]?
  public let epsilon: Float
  /// Whether the mean is subtracted; Keras' `rms_scaling` divides by the deviation only.
  public let centered: Bool

  public var operation: String { "LayerNormalization" }

  public var parameterCount: Int { (gamma?.count ?? 0) + (beta?.count ?? 0) }

  /// - Throws: `NeuralNetworkError.parameter` when there is no axis or gamma and beta differ in
  ///   length.
  public init(
    axes: [Int] = [-1], gamma: [Float]?, beta: [Float]?, epsilon: Float, centered: Bool = true
  ) throws(NeuralNetworkError) {
    self.axes = axes
    self.gamma = gamma
    self.beta = beta
    self.epsilon = epsilon
    self.centered = centered
    try requireAxes(axes)
    if let gamma { try requireCount(beta, name: "beta", count: gamma.count) }
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let input = try single(inputs, withAxes: axes)
    try requireValues(gamma ?? beta, along: axes, of: input)
    return input
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}
