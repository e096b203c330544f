/// gamma · (x − mean) / √(variance + epsilon) + beta with the statistics of each sample over groups
/// of channels (Keras `GroupNormalization`; specs/keras-h5.md §8.5).
public struct GroupNormalization: Layer {
  /// Number of groups; −1 for one per channel.
  public let groups: Int
  /// The axis of the channels, the batch not counted; negative numbers count from the last.
  public let axis: Int
  /// One value per channel; nil stands for ones.
  public let gamma: [Float]?
  /// One value per channel; nil stands for zeros.
  public let beta: [Float]?
  public let epsilon: Float

  public var operation: String { "GroupNormalization" }

  public var parameterCount: Int { (gamma?.count ?? 0) + (beta?.count ?? 0) }

  /// - Throws: `NeuralNetworkError.parameter` when the number of groups is neither −1 nor at least
  ///   one, or gamma and beta differ in length.
  public init(
    groups: Int, axis: Int = -1, gamma: [Float]?, beta: [Float]?, epsilon: Float
  ) throws(NeuralNetworkError) {
    self.groups = groups
    self.axis = axis
    self.gamma = gamma
    self.beta = beta
    self.epsilon = epsilon
    guard groups == -1 || groups >= 1 else {
      throw .parameter(
        layer: operation, parameter: "groups", found: [groups], expected: "1 or more, or -1")
    }
    if let gamma { try requireCount(beta, name: "beta", count: gamma.count) }
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let input = try single(inputs, withAxes: [axis])
    if let channels = input.axis(axis).map({ input.dimensions[$0] }),
      groups > 0, channels % groups != 0
    {
      throw .shape(
        layer: operation, found: inputs, expected: "channels that \(groups) groups divide")
    }
    try requireValues(gamma ?? beta, along: [axis], of: input)
    return input
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}
