/// gamma · (x − mean) / √(variance + epsilon) + beta over one axis, with the statistics of training
/// (Keras `BatchNormalization` at inference; specs/keras-h5.md §8.5).
public struct BatchNormalization: Layer {
  /// One value per channel; nil stands for ones.
  public let gamma: [Float]?
  /// One value per channel; nil stands for zeros.
  public let beta: [Float]?
  public let mean: [Float]
  public let variance: [Float]
  public let epsilon: Float
  /// The axis of a sample's channels; negative numbers count from the last.
  public let axis: Int
  public let activation: Activation

  public var operation: String { "BatchNormalization" }

  public var parameterCount: Int {
    (gamma?.count ?? 0) + (beta?.count ?? 0) + mean.count + variance.count
  }

  /// - Throws: `NeuralNetworkError.parameter` when the four lists differ in length or are empty.
  public init(
    gamma: [Float]?, beta: [Float]?, mean: [Float], variance: [Float], epsilon: Float,
    axis: Int = -1, activation: Activation = .linear
  ) throws(NeuralNetworkError) {
    self.gamma = gamma
    self.beta = beta
    self.mean = mean
    self.variance = variance
    self.epsilon = epsilon
    self.axis = axis
    self.activation = activation
    guard !mean.isEmpty else {
      throw .parameter(
        layer: operation, parameter: "mean", found: [0], expected: "one value per channel")
    }
    try requireCount(variance, name: "variance", count: mean.count)
    try requireCount(gamma, name: "gamma", count: mean.count)
    try requireCount(beta, name: "beta", count: mean.count)
  }

  /// The same function as factor · x + offset per channel, computed in double precision.
  func affine() -> (factor: [Double], offset: [Double]) {
    let factor = mean.indices.map { index in
      Double(gamma?[index] ?? 1) / (Double(variance[index]) + Double(epsilon)).squareRoot()
    }
    let offset = mean.indices.map { index in
      Double(beta?[index] ?? 0) - Double(mean[index]) * factor[index]
    }
    return (factor, offset)
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let expected = "\(mean.count) values along axis \(axis)"
    let input = try single(inputs, expected: expected)
    guard let axis = input.axis(axis), input.dimensions[axis] == mean.count else {
      throw .shape(layer: operation, found: inputs, expected: expected)
    }
    return input
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int {
    (try? outputShape(of: inputs))?.count ?? 0
  }
}
