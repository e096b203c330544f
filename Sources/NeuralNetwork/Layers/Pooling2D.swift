/// What is taken of the values in a window.
public enum PoolingKind: Sendable, Hashable {
  case maximum
  case average
}

/// The largest or the mean value of each window of a feature map (Keras `MaxPooling2D`,
/// `AveragePooling2D`; specs/keras-h5.md §8.4). Padding takes no part: the maximum ignores it and
/// the mean divides by the number of real elements.
public struct Pooling2D: Layer {
  public typealias Kind = PoolingKind

  public let kind: Kind
  public let poolSize: Size2D
  public let strides: Size2D
  public let padding: Padding

  public var operation: String { kind == .maximum ? "MaxPooling2D" : "AveragePooling2D" }

  public var parameterCount: Int { 0 }

  /// - Throws: `NeuralNetworkError.parameter` when a window extent or a stride is less than one.
  public init(
    kind: Kind, poolSize: Size2D, strides: Size2D, padding: Padding
  ) throws(NeuralNetworkError) {
    self.kind = kind
    self.poolSize = poolSize
    self.strides = strides
    self.padding = padding
    try requireUsable(poolSize, name: "pool size")
    try requireUsable(strides, name: "strides")
  }

  func windows(over input: Shape) throws(NeuralNetworkError) -> Window2D {
    try windows(over: input, taps: poolSize, strides: strides, dilation: .one, padding: padding)
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let input = try singleMap(inputs)
    let windows = try windows(over: input)
    return Shape(
      height: windows.vertical.output, width: windows.horizontal.output, channels: input.channels)
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}
