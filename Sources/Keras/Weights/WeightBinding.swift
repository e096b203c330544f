/// Which stored weights belong to which layer of the model (specs/keras-h5.md §6).
struct WeightBinding: Sendable {
  private var stored: [String: [WeightStore.Weight]] = [:]

  /// The weights of a layer, by its path.
  subscript(path: String) -> [WeightStore.Weight]? { stored[path] }

  /// - Throws: `KerasError.weights` when the file's layers are not the model's.
  init(_ store: WeightStore, to catalog: LayerCatalog) throws(KerasError) {
    if let checkpoint = store.checkpoint {
      try bind(checkpoint, to: catalog, file: store.file)
    } else {
      try bind(store, to: catalog)
    }
  }

  /// By name when all names are known, else by position as Keras does.
  private mutating func bind(_ store: WeightStore, to catalog: LayerCatalog) throws(KerasError) {
    let inFile = Set(store.layers.map(\.name))
    let owners = catalog.configuration.layers.map(\.name).filter { name in
      if let layer = catalog.layers[name] { return !layer.weights.isEmpty }
      if let model = catalog.models[name], !model.hasRefusals { return model.ownsWeights }
      return inFile.contains(name)
    }
    let layers: [String: WeightStore.Layer]
    let known = Set(owners)
    if store.layers.allSatisfy({ known.contains($0.name) }) {
      layers = Dictionary(uniqueKeysWithValues: store.layers.map { ($0.name, $0) })
    } else if store.layers.count == owners.count {
      layers = Dictionary(uniqueKeysWithValues: zip(owners, store.layers))
    } else {
      let unknown = store.layers.first { !known.contains($0.name) }
      throw .weights(
        file: store.file, layer: unknown?.name, weight: nil,
        found: "weights of \(store.layers.count) layers, among them one that is not in the model",
        expected: "\(owners.count) layers with weights")
    }
    for name in owners {
      guard let layer = layers[name] else {
        throw .weights(
          file: store.file, layer: catalog.prefix + name, weight: nil, found: "no weights",
          expected: "the layer's weights")
      }
      guard let model = catalog.models[name] else {
        stored[catalog.prefix + name] = layer.weights
        continue
      }
      // What is left open by a refused layer is not needed: the model will not run.
      if model.hasRefusals { continue }
      let record = catalog.configuration.layers.first { $0.name == name }
      let leaves = model.weightedLeaves(isTrainable: record?.isTrainable ?? true)
      let lists = try InnerWeights(leaves).distributed(
        layer.weights, model: catalog.prefix + name, file: store.file)
      for (leaf, weights) in zip(leaves, lists) { stored[leaf.path] = weights }
    }
  }

  /// By the names that later versions write down, else by the keys of the groups.
  private mutating func bind(
    _ group: CheckpointGroup, to catalog: LayerCatalog, file: String
  ) throws(KerasError) {
    let keys = CheckpointKeys(catalog, countsTwice: group.countsTwice)
    let named = Dictionary(
      group.layers.compactMap { layer in layer.name.map { ($0, layer) } }
    ) { first, _ in first }
    let keyed = Dictionary(group.layers.map { ($0.key, $0) }) { first, _ in first }
    let owners = catalog.configuration.layers.map(\.name).filter(catalog.ownsWeights)
    let isNamed = owners.allSatisfy { named[$0] != nil }
    for name in owners {
      let path = catalog.prefix + name
      guard let found = isNamed ? named[name] : keys[name].flatMap({ keyed[$0] }) else {
        throw .weights(
          file: file, layer: path, weight: nil, found: "no weights",
          expected: "a group " + (keys[name] ?? name))
      }
      if let model = catalog.models[name] {
        try bind(found, to: model, file: file)
      } else {
        stored[path] = found.weights
      }
    }
    // All weights of the file belong to some layer of the model.
    let unused = group.layers.first { layer in
      let isBound = owners.contains { isNamed ? layer.name == $0 : keys[$0] == layer.key }
      return !isBound && layer.hasWeights
    }
    if let unused, !catalog.hasRefusals {
      throw .weights(
        file: file, layer: unused.name ?? unused.key, weight: nil,
        found: "weights of a layer that is not in the model", expected: "the model's layers alone")
    }
  }
}

extension CheckpointGroup {
  var hasWeights: Bool { !weights.isEmpty || layers.contains(where: \.hasWeights) }
}

extension LayerCatalog {
  /// Whether a layer of the model, or one within it, has weights in the file.
  func ownsWeights(_ name: String) -> Bool {
    if let layer = layers[name] { return !layer.weights.isEmpty }
    return models[name]?.ownsWeights ?? false
  }

  /// Whether any layer has weights in the file.
  var ownsWeights: Bool {
    layers.values.contains { !$0.weights.isEmpty } || models.values.contains(where: \.ownsWeights)
  }

  /// The layers with weights, inner ones included, in the order of the configuration.
  func weightedLeaves(isTrainable: Bool) -> [InnerWeights.Leaf] {
    configuration.layers.flatMap { record -> [InnerWeights.Leaf] in
      if let model = models[record.name] {
        return model.weightedLeaves(isTrainable: isTrainable && record.isTrainable)
      }
      guard let layer = layers[record.name], !layer.weights.isEmpty else { return [] }
      return [
        InnerWeights.Leaf(
          path: prefix + record.name, name: record.name, slots: layer.weights,
          isTrainable: isTrainable && record.isTrainable)
      ]
    }
  }
}

/// The keys under which a checkpoint has the layers of a model: the class in snake case, numbered
/// in the order of the model's layers.
struct CheckpointKeys {
  private var keys: [String: String] = [:]

  init(_ catalog: LayerCatalog, countsTwice: Bool) {
    var counts: [String: Int] = [:]
    let isSequence = catalog.configuration.className == "Sequential"
    // A sequence does not count its input among its layers.
    for record in catalog.configuration.layers where !(isSequence && record.isInput) {
      let base = (record.className == "Model" ? "Functional" : record.className).snakeCase
      let count = counts[base, default: 0]
      keys[record.name] = count == 0 ? base : "\(base)_\(count)"
      counts[base] = count + (countsTwice && catalog.ownsWeights(record.name) ? 2 : 1)
    }
  }

  subscript(name: String) -> String? { keys[name] }
}

extension String {
  /// As Keras writes class names: `SeparableConv2D` is `separable_conv2d`, `LeakyReLU` is
  /// `leaky_re_lu`.
  var snakeCase: String {
    let characters = Array(self)
    var result = ""
    for (index, character) in characters.enumerated() {
      if index > 0, character.isUppercase {
        let previous = characters[index - 1]
        let isWord = index + 1 < characters.count && characters[index + 1].isLowercase
        if isWord || previous.isLowercase { result += "_" }
      }
      result += character.lowercased()
    }
    return result
  }
}
