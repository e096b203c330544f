/// Two or more inputs one after the other along an axis (Keras `Concatenate`).
public struct Concatenation: Layer {
  /// The axis of a sample, the batch not counted; negative numbers count from the last.
  public let axis: Int

  public var operation: String { "Concatenation" }

  public var parameterCount: Int { 0 }

  /// - Throws: never; the signature is that of all layers.
  public init(axis: Int = -1) throws(NeuralNetworkError) {
    self.axis = axis
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let expected = "inputs that differ along axis \(axis) only"
    guard let first = inputs.first, inputs.allSatisfy(\.isUsable), let axis = first.axis(axis)
    else {
      throw .shape(layer: operation, found: inputs, expected: expected)
    }
    let fits = inputs.allSatisfy { input in
      input.rank == first.rank
        && input.dimensions.indices.allSatisfy {
          $0 == axis || input.dimensions[$0] == first.dimensions[$0]
        }
    }
    guard fits else { throw .shape(layer: operation, found: inputs, expected: expected) }
    var extents = first.dimensions
    extents[axis] = inputs.map { $0.dimensions[axis] }.saturatingSum
    return try usable(Shape(extents), from: inputs)
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}
