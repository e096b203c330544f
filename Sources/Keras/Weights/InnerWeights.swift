/// The one list in which a file keeps the weights of all layers of an inner model
/// (specs/keras-h5.md §6.3).
struct InnerWeights {
  /// A layer of the model that has weights.
  struct Leaf {
    let path: String
    let name: String
    let slots: [WeightSlot]
    let isTrainable: Bool
  }

  /// A weight that the list must hold: which layer's, and which of its slots.
  private struct Place: Hashable {
    let leaf: Int
    let slot: Int
  }

  private let leaves: [Leaf]

  init(_ leaves: [Leaf]) {
    self.leaves = leaves
  }

  /// The weights of each layer, in the order of its slots. Names decide where they tell all, and
  /// must then stand in an order that Keras writes; else the order decides.
  ///
  /// - Throws: `KerasError.weights`.
  func distributed(
    _ weights: [WeightStore.Weight], model: String, file: String
  ) throws(KerasError) -> [[WeightStore.Weight]] {
    let expected = order { $0.isTrainable }
    guard weights.count == expected.count else {
      throw .weights(
        file: file, layer: model, weight: nil, found: "\(weights.count) weights",
        expected: "\(expected.count) of its \(leaves.count) layers with weights")
    }
    var order = expected
    if let named = namedOrder(weights) {
      let known = [expected, self.order { _ in true }, self.order { _ in false }]
      guard known.contains(named) else {
        throw .weights(
          file: file, layer: model, weight: nil,
          found: "the order " + weights.prefix(8).map(\.label).joined(separator: ", ") + " …",
          expected: "what is trained first, then the rest, each in the order of the layers")
      }
      order = named
    }
    var lists = leaves.map { [WeightStore.Weight?](repeating: nil, count: $0.slots.count) }
    for (place, weight) in zip(order, weights) { lists[place.leaf][place.slot] = weight }
    return lists.map { $0.compactMap { $0 } }
  }

  /// First all that is trained, then the rest; a layer that is not trained has all in the rest.
  private func order(isTrained: (Leaf) -> Bool) -> [Place] {
    var (first, rest): ([Place], [Place]) = ([], [])
    for (index, leaf) in leaves.enumerated() {
      for (slot, weight) in leaf.slots.enumerated() {
        let place = Place(leaf: index, slot: slot)
        if weight.isTrained && isTrained(leaf) { first.append(place) } else { rest.append(place) }
      }
    }
    return first + rest
  }

  /// The order that the names tell; nil when they do not tell of each weight what it is.
  private func namedOrder(_ weights: [WeightStore.Weight]) -> [Place]? {
    var places: [Place] = []
    for weight in weights {
      let (stem, suffix) = (weight.label.weightStem, weight.label.weightSuffix)
      var found: [Place] = []
      for (index, leaf) in leaves.enumerated()
      where stem == leaf.name || stem.hasSuffix("/" + leaf.name) {
        for (slot, expected) in leaf.slots.enumerated() where expected.names.contains(suffix) {
          found.append(Place(leaf: index, slot: slot))
        }
      }
      guard found.count == 1 else { return nil }
      places.append(found[0])
    }
    return Set(places).count == places.count ? places : nil
  }
}
