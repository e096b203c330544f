/// A feature map framed by zeros (Keras `ZeroPadding2D`).
public struct ZeroPadding2D: Layer {
  /// Rows added above.
  public let top: Int
  /// Rows added below.
  public let bottom: Int
  /// Columns added on the left.
  public let left: Int
  /// Columns added on the right.
  public let right: Int

  public var operation: String { "ZeroPadding2D" }

  public var parameterCount: Int { 0 }

  /// - Throws: `NeuralNetworkError.parameter` when a number is negative or beyond any memory.
  public init(top: Int, bottom: Int, left: Int, right: Int) throws(NeuralNetworkError) {
    self.top = top
    self.bottom = bottom
    self.left = left
    self.right = right
    let all = [top, bottom, left, right]
    guard all.allSatisfy({ (0...Extents.maximum).contains($0) }) else {
      throw .parameter(
        layer: operation, parameter: "padding", found: all,
        expected: "numbers between 0 and \(Extents.maximum)")
    }
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let input = try singleMap(inputs)
    let output = Shape(
      height: input.dimensions[0] + top + bottom, width: input.dimensions[1] + left + right,
      channels: input.channels)
    return try usable(output, from: inputs)
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}
