/// Pooling to a given extent whatever the input's (Keras 3 `AdaptiveAveragePooling1D/2D/3D`,
/// `AdaptiveMaxPooling1D/2D/3D`; specs/keras-h5.md §8.4). Output i of o along an axis of n takes
/// the values from ⌊i · n / o⌋ to ⌈(i + 1) · n / o⌉.
public struct AdaptivePooling: Layer {
  public let kind: PoolingKind
  /// One extent per axis; one, two or three axes.
  public let outputSize: [Int]

  public var operation: String {
    "Adaptive\(kind == .maximum ? "Max" : "Average")Pooling\(outputSize.count)D"
  }

  public var parameterCount: Int { 0 }

  /// - Throws: `NeuralNetworkError.parameter` when there are not one, two or three extents or one is
  ///   less than one.
  public init(kind: PoolingKind, outputSize: [Int]) throws(NeuralNetworkError) {
    self.kind = kind
    self.outputSize = outputSize
    try requireSpatialAxes(outputSize.count, name: "output size")
    try requireUsable(outputSize, name: "output size", count: outputSize.count)
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let input = try singleSpatial(inputs, axes: outputSize.count)
    return try usable(Shape(outputSize + [input.channels]), from: inputs)
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}
