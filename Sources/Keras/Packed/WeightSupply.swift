import NeuralNetwork

/// A weight, and where in its HDF5 file the same values lie, byte for byte; nil where they were
/// converted, moved or unpacked.
struct SuppliedWeight {
  let tensor: Tensor
  let offset: Int?
}

/// Where the weights of a model come from.
enum WeightSupply {
  /// A file of Keras: which stored weights are which, and the checks and repairs of their values.
  case file(WeightBinding, WeightReader)
  /// A packed model, whose values are repaired already.
  case packed([String: [Tensor]])

  /// The weights of one layer, in the order of the slots; nil when there are none for it.
  ///
  /// - Throws: `KerasError.weights` or `file`.
  mutating func tensors(
    for slots: [WeightSlot], dimensions: [[Int]], of path: String, kernels: KernelLayout,
    file: String
  ) throws(KerasError) -> [SuppliedWeight]? {
    switch self {
    case .file(let binding, var reader):
      defer { self = .file(binding, reader) }
      guard let stored = binding[path] else { return nil }
      return try reader.tensors(
        for: slots, dimensions: dimensions, from: stored, of: path, kernels: kernels)
    case .packed(let layers):
      guard let tensors = layers[path] else { return nil }
      // Extents may be told of weights that the layer goes without, such as a bias.
      guard tensors.map(\.dimensions) == Array(dimensions.prefix(slots.count)) else {
        throw .weights(
          file: file, layer: path, weight: nil,
          found: "weights of \(tensors.map { Shape($0.dimensions) })",
          expected: "\(dimensions.map(Shape.init))")
      }
      for tensor in tensors where tensor.values.nonFiniteCount > 0 {
        throw .weights(
          file: file, layer: path, weight: nil, found: "values that are NaN or infinite",
          expected: "finite values")
      }
      return tensors.map { SuppliedWeight(tensor: $0, offset: nil) }
    }
  }
}
