/// The mean of every channel of a feature map (Keras `GlobalAveragePooling2D`).
public struct GlobalAveragePooling2D: Layer {
  /// Whether the output is (1, 1, channels) instead of (channels).
  public let keepDimensions: Bool

  public var operation: String { "GlobalAveragePooling2D" }

  public var parameterCount: Int { 0 }

  /// - Throws: never; the signature is that of all layers.
  public init(keepDimensions: Bool) throws(NeuralNetworkError) {
    self.keepDimensions = keepDimensions
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let input = try singleMap(inputs)
    return Shape(keepDimensions ? [1, 1, input.channels] : [input.channels])
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}
