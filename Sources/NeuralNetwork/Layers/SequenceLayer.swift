/// A layer over sequences (length, channels) that computes as one over feature maps of height one.
protocol SequenceLayer: Layer {
  associatedtype Planar: Layer

  /// The layer over maps.
  var planar: Planar { get }

  init(planar: Planar)
}

extension SequenceLayer {
  public var parameterCount: Int { planar.parameterCount }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let expected = "a sequence (length, channels)"
    let input = try single(inputs, expected: expected)
    guard input.rank == 2 else {
      throw .shape(layer: operation, found: inputs, expected: expected)
    }
    do {
      return Shape(Array(try planar.outputShape(of: [input.ofHeightOne]).dimensions.dropFirst()))
    } catch {
      guard case .shape(_, _, let expected) = error else { throw error }
      throw .shape(
        layer: operation, found: inputs, expected: "\(expected), the sequence as its only row")
    }
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int {
    planar.multiplyAdds(of: inputs.map(\.ofHeightOne))
  }

  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    try planar.prepare(
      inputs: inputs.map(\.ofHeightOne), output: output.ofHeightOne, maximumBatch: maximumBatch)
  }

  /// Makes the layer over maps and puts this layer's operation into what that throws.
  static func planar(
    of operation: String, _ make: () throws(NeuralNetworkError) -> Planar
  ) throws(NeuralNetworkError) -> Planar {
    do {
      return try make()
    } catch {
      guard case .parameter(_, let parameter, let found, let expected) = error else { throw error }
      throw .parameter(
        layer: operation, parameter: parameter, found: found,
        expected: "\(expected), for a map whose only row is the sequence")
    }
  }

  /// A kernel over sequences as one of height one.
  static func planar(_ kernel: Tensor) -> Tensor {
    Tensor(dimensions: [1] + kernel.dimensions, values: kernel.values) ?? kernel
  }
}

extension Shape {
  /// The sequence as the only row of a map.
  fileprivate var ofHeightOne: Shape { Shape([1] + dimensions) }
}
