/// Every element several times along each axis, or values interpolated between (Keras
/// `UpSampling1D/2D/3D`; specs/keras-h5.md §8.7).
public struct UpSampling: Layer {
  /// One factor per axis; one, two or three axes.
  public let size: [Int]
  public let interpolation: Interpolation

  public var operation: String { "UpSampling\(size.count)D" }

  public var parameterCount: Int { 0 }

  /// - Throws: `NeuralNetworkError.parameter` when there are not one to three factors, one is less
  ///   than one, or the interpolation is bilinear but not along two axes.
  public init(
    size: [Int], interpolation: Interpolation = .nearest
  ) throws(NeuralNetworkError) {
    self.size = size
    self.interpolation = interpolation
    try requireSpatialAxes(size.count, name: "size")
    try requireUsable(size, name: "size", count: size.count)
    guard interpolation == .nearest || size.count == 2 else {
      throw .parameter(
        layer: operation, parameter: "size", found: size,
        expected: "two numbers with bilinear interpolation")
    }
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let input = try singleSpatial(inputs, axes: size.count)
    let extents = size.indices.map { input.dimensions[$0].multipliedSaturating(by: size[$0]) }
    return try usable(Shape(extents + [input.channels]), from: inputs)
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}
