import NeuralNetwork

/// Where the weights of a model come from.
enum WeightSupply {
  /// A file of Keras: which stored layer is which, and the checks and repairs of its values.
  case file(WeightBinding, WeightReader)
  /// A packed model, whose values are repaired already.
  case packed([String: [Tensor]])

  /// The weights of one layer, in the order of the slots.
  ///
  /// - Throws: `KerasError.weights` or `file`.
  mutating func tensors(
    for slots: [WeightSlot], layer: String, file: String
  ) throws(KerasError) -> [Tensor] {
    switch self {
    case .file(let binding, var reader):
      defer { self = .file(binding, reader) }
      guard let stored = binding[layer] else { throw Self.missing(layer, file: file) }
      return try reader.tensors(for: slots, from: stored, layer: layer)
    case .packed(let layers):
      guard let tensors = layers[layer] else { throw Self.missing(layer, file: file) }
      guard tensors.map(\.dimensions) == slots.map(\.dimensions) else {
        throw .weights(
          file: file, layer: layer, weight: nil,
          found: "weights of \(tensors.map { Shape($0.dimensions) })",
          expected: "\(slots.map { Shape($0.dimensions) })")
      }
      for tensor in tensors where tensor.values.nonFiniteCount > 0 {
        throw .weights(
          file: file, layer: layer, weight: nil, found: "values that are NaN or infinite",
          expected: "finite values")
      }
      return tensors
    }
  }

  private static func missing(_ layer: String, file: String) -> KerasError {
    .weights(
      file: file, layer: layer, weight: nil, found: "no weights", expected: "the layer's weights")
  }
}
