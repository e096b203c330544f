/// The mean, sum or extreme along some axes (TensorFlow `reduce_mean`, Keras 3 operator layers
/// `Mean`, `Sum`, `Max`, `Min`; specs/keras-h5.md §8.6).
public struct Reduction: Layer {
  /// What is taken of the values.
  public enum Kind: String, Sendable, Hashable {
    case mean = "Mean"
    case sum = "Sum"
    case maximum = "Maximum"
    case minimum = "Minimum"
  }

  public let kind: Kind
  /// Axes of a sample, the batch not counted; negative numbers count from the last.
  public let axes: [Int]
  /// Whether the axes stay, with extents of one.
  public let keepDimensions: Bool

  public var operation: String { "Reduction\(kind.rawValue)" }

  public var parameterCount: Int { 0 }

  /// - Throws: `NeuralNetworkError.parameter` when there is no axis.
  public init(kind: Kind, axes: [Int], keepDimensions: Bool) throws(NeuralNetworkError) {
    self.kind = kind
    self.axes = axes
    self.keepDimensions = keepDimensions
    try requireAxes(axes)
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let input = try single(inputs, withAxes: axes)
    let reduced = input.axes(axes) ?? []
    return Shape(
      input.dimensions.enumerated().compactMap { axis, extent in
        reduced.contains(axis) ? (keepDimensions ? 1 : nil) : extent
      })
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}
