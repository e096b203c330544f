/// (x − mean) / max(√variance, 1e-7), or the inverse mean + x · max(√variance, 1e-7), with
/// statistics of the data (Keras `Normalization`; specs/keras-h5.md §8.8).
public struct Normalization: Layer {
  /// One number, or one per element of the axes in row-major order.
  public let mean: [Float]
  /// As the mean.
  public let variance: [Float]
  /// Axes of a sample that have statistics of their own, the batch not counted; negative numbers
  /// count from the last.
  public let axes: [Int]
  public let invert: Bool

  public var operation: String { "Normalization" }

  public var parameterCount: Int { mean.count + variance.count }

  /// - Parameter axes: Empty for statistics of all values together.
  /// - Throws: `NeuralNetworkError.parameter` when mean and variance differ in length, are empty,
  ///   or have several numbers without an axis.
  public init(
    mean: [Float], variance: [Float], axes: [Int], invert: Bool = false
  ) throws(NeuralNetworkError) {
    self.mean = mean
    self.variance = variance
    self.axes = axes
    self.invert = invert
    guard !mean.isEmpty, mean.count == 1 || !axes.isEmpty else {
      throw .parameter(
        layer: operation, parameter: "mean", found: [mean.count],
        expected: "one number, or one per element of axes \(axes)")
    }
    try requireCount(variance, name: "variance", count: mean.count)
  }

  /// What each value is divided by, or multiplied with for the inverse.
  var deviation: [Float] { variance.map { max($0.squareRoot(), 1e-7) } }

  /// The extents of the statistics as they broadcast with an input; nil when they do not.
  func extents(over input: Shape) -> [Int]? {
    guard let axes = input.axes(axes) else { return nil }
    guard mean.count > 1 else { return [] }
    let extents = input.dimensions.enumerated().map { axes.contains($0) ? $1 : 1 }
    return extents.saturatingProduct == mean.count ? extents : nil
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let expected = "\(mean.count) values along axes \(axes)"
    let input = try single(inputs, expected: expected)
    guard extents(over: input) != nil else {
      throw .shape(layer: operation, found: inputs, expected: expected)
    }
    return input
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}
