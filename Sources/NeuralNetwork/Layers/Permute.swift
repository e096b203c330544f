/// The axes of a sample in another order (Keras `Permute`, whose numbers start at one).
public struct Permute: Layer {
  /// Axis i of the output is axis `axes[i]` of the input, counted from zero without the batch.
  public let axes: [Int]

  public var operation: String { "Permute" }

  public var parameterCount: Int { 0 }

  /// - Throws: `NeuralNetworkError.parameter` when the axes are not those from zero on in some
  ///   order.
  public init(axes: [Int]) throws(NeuralNetworkError) {
    self.axes = axes
    guard !axes.isEmpty, axes.sorted() == Array(axes.indices) else {
      throw .parameter(
        layer: operation, parameter: "axes", found: axes,
        expected: "every axis from 0 on exactly once")
    }
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let expected = "of rank \(axes.count)"
    let input = try single(inputs, expected: expected)
    guard input.rank == axes.count else {
      throw .shape(layer: operation, found: inputs, expected: "an input \(expected)")
    }
    return Shape(axes.map { input.dimensions[$0] })
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}
