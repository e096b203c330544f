/// The same values with other extents, in row-major order (Keras `Reshape`).
public struct Reshape: Layer {
  /// The extents without the batch; at most one may be −1, which takes what is left.
  public let dimensions: [Int]

  public var operation: String { "Reshape" }

  public var parameterCount: Int { 0 }

  /// - Throws: `NeuralNetworkError.parameter` when an extent is neither at least one nor the only −1.
  public init(dimensions: [Int]) throws(NeuralNetworkError) {
    self.dimensions = dimensions
    guard dimensions.allSatisfy({ $0 == -1 || (1...Extents.maximum).contains($0) }),
      dimensions.count(where: { $0 == -1 }) <= 1
    else {
      throw .parameter(
        layer: operation, parameter: "target shape", found: dimensions,
        expected: "numbers between 1 and \(Extents.maximum), one of which may be -1")
    }
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let expected = "as many values as \(Shape(dimensions)) takes"
    let input = try single(inputs, expected: expected)
    let known = dimensions.filter { $0 != -1 }.saturatingProduct
    let output = Shape(dimensions.map { $0 == -1 ? input.count / known : $0 })
    guard output.count == input.count else {
      throw .shape(layer: operation, found: inputs, expected: expected)
    }
    return output
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}
