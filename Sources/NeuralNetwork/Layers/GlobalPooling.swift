/// The largest or the mean value of every channel along all other axes (Keras
/// `GlobalMaxPooling1D/2D/3D`, `GlobalAveragePooling1D/2D/3D`; specs/keras-h5.md §8.4).
public struct GlobalPooling: Layer {
  public let kind: PoolingKind
  /// Number of axes before the channels: 1, 2 or 3.
  public let spatialAxes: Int
  /// Whether the axes stay, with extents of one.
  public let keepDimensions: Bool

  public var operation: String {
    "Global\(kind == .maximum ? "Max" : "Average")Pooling\(spatialAxes)D"
  }

  public var parameterCount: Int { 0 }

  /// - Throws: `NeuralNetworkError.parameter` when there are not one, two or three axes.
  public init(
    kind: PoolingKind, spatialAxes: Int, keepDimensions: Bool
  ) throws(NeuralNetworkError) {
    self.kind = kind
    self.spatialAxes = spatialAxes
    self.keepDimensions = keepDimensions
    try requireSpatialAxes(spatialAxes, name: "spatial axes")
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let input = try singleSpatial(inputs, axes: spatialAxes)
    let kept = keepDimensions ? [Int](repeating: 1, count: spatialAxes) : []
    return Shape(kept + [input.channels])
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}

/// The mean of every channel of a feature map (Keras `GlobalAveragePooling2D`).
public typealias GlobalAveragePooling2D = GlobalPooling

extension GlobalPooling {
  /// The mean of every channel of a feature map.
  ///
  /// - Throws: never; the signature is that of all layers.
  public init(keepDimensions: Bool) throws(NeuralNetworkError) {
    try self.init(kind: .average, spatialAxes: 2, keepDimensions: keepDimensions)
  }
}
