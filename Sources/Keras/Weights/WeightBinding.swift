/// Which stored layer belongs to which layer of the model (specs/keras-h5.md §6.1).
struct WeightBinding: Sendable {
  private let stored: [String: WeightStore.Layer]

  /// By name when all names are known, else by position as Keras does.
  ///
  /// - Parameter names: the model's layers that own weights, in its order.
  /// - Throws: `KerasError.weights` when neither works.
  init(_ store: WeightStore, to names: [String]) throws(KerasError) {
    let known = Set(names)
    if store.layers.allSatisfy({ known.contains($0.name) }) {
      stored = Dictionary(uniqueKeysWithValues: store.layers.map { ($0.name, $0) })
      for name in names where stored[name] == nil {
        throw .weights(
          file: store.file, layer: name, weight: nil, found: "no weights",
          expected: "the layer's weights")
      }
    } else if store.layers.count == names.count {
      stored = Dictionary(uniqueKeysWithValues: zip(names, store.layers))
    } else {
      let unknown = store.layers.first { !known.contains($0.name) }
      throw .weights(
        file: store.file, layer: unknown?.name, weight: nil,
        found: "weights of \(store.layers.count) layers, among them one that is not in the model",
        expected: "\(names.count) layers with weights")
    }
  }

  subscript(layer: String) -> WeightStore.Layer? { stored[layer] }
}
