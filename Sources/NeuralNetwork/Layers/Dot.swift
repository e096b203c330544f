/// The products of two inputs, summed along an axis of each (Keras `Dot`; specs/keras-h5.md §8.6).
///
/// The output has the other axes of the first input, then those of the second; one value when
/// there are none.
public struct Dot: Layer {
  /// The axis of the first input, the batch not counted; negative numbers count from the last.
  public let firstAxis: Int
  /// The axis of the second input.
  public let secondAxis: Int
  /// Whether vectors are first divided by their length, which makes the result their cosine.
  public let normalize: Bool

  public var operation: String { "Dot" }

  public var parameterCount: Int { 0 }

  /// - Throws: never; the signature is that of all layers.
  public init(firstAxis: Int, secondAxis: Int, normalize: Bool) throws(NeuralNetworkError) {
    self.firstAxis = firstAxis
    self.secondAxis = secondAxis
    self.normalize = normalize
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    guard inputs.count == 2, inputs.allSatisfy(\.isUsable),
      let first = inputs[0].axis(firstAxis), let second = inputs[1].axis(secondAxis),
      inputs[0].dimensions[first] == inputs[1].dimensions[second]
    else {
      throw .shape(
        layer: operation, found: inputs,
        expected: "two inputs with equal extents along axes \(firstAxis) and \(secondAxis)")
    }
    var extents = inputs[0].dimensions
    extents.remove(at: first)
    var others = inputs[1].dimensions
    others.remove(at: second)
    let output = extents + others
    return try usable(Shape(output.isEmpty ? [1] : output), from: inputs)
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int {
    guard let output = try? outputShape(of: inputs), let axis = inputs[0].axis(firstAxis) else {
      return 0
    }
    return [output.count, inputs[0].dimensions[axis]].saturatingProduct
  }
}
