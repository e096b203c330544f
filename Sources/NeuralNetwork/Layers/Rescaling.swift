/// scale · x + offset (Keras `Rescaling`).
public struct Rescaling: Layer {
  /// One number, or one per element of the last axis.
  public let scale: [Float]
  /// One number, or one per element of the last axis.
  public let offset: [Float]

  public var operation: String { "Rescaling" }

  public var parameterCount: Int { 0 }

  /// - Throws: `NeuralNetworkError.parameter` when a list is empty or both have several numbers but
  ///   not equally many.
  public init(scale: [Float], offset: [Float]) throws(NeuralNetworkError) {
    self.scale = scale
    self.offset = offset
    guard !scale.isEmpty, !offset.isEmpty,
      scale.count == 1 || offset.count == 1 || scale.count == offset.count
    else {
      throw .parameter(
        layer: operation, parameter: "scale and offset", found: [scale.count, offset.count],
        expected: "one number or equally many")
    }
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let channels = max(scale.count, offset.count)
    let expected = "\(channels) values along the last axis"
    let input = try single(inputs, expected: expected)
    guard channels == 1 || input.channels == channels else {
      throw .shape(layer: operation, found: inputs, expected: expected)
    }
    return input
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}
