/// The largest or the mean value of each window of a volume (Keras `MaxPooling3D`,
/// `AveragePooling3D`; specs/keras-h5.md §8.4). Padding takes no part.
public struct Pooling3D: Layer {
  public let kind: PoolingKind
  public let poolSize: Size3D
  public let strides: Size3D
  public let padding: Padding

  public var operation: String { kind == .maximum ? "MaxPooling3D" : "AveragePooling3D" }

  public var parameterCount: Int { 0 }

  /// - Throws: `NeuralNetworkError.parameter` when a window extent or a stride is less than one.
  public init(
    kind: PoolingKind, poolSize: Size3D, strides: Size3D, padding: Padding
  ) throws(NeuralNetworkError) {
    self.kind = kind
    self.poolSize = poolSize
    self.strides = strides
    self.padding = padding
    try requireUsable(poolSize, name: "pool size")
    try requireUsable(strides, name: "strides")
  }

  func windows(over input: Shape) throws(NeuralNetworkError) -> Window3D {
    try windows(over: input, taps: poolSize, strides: strides, dilation: .one, padding: padding)
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let input = try singleVolume(inputs)
    let windows = try windows(over: input)
    return Shape([
      windows.depth.output, windows.vertical.output, windows.horizontal.output, input.channels,
    ])
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}
