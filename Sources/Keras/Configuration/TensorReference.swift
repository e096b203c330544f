/// A value of a graph model: output `tensor` of call `node` of a layer.
struct TensorReference: Sendable, Hashable, CustomStringConvertible {
  let layer: String
  let node: Int
  let tensor: Int

  var description: String { "[\(layer), \(node), \(tensor)]" }

  /// `[name, node, tensor, …]`
  init?(_ triple: [JSON]) {
    guard triple.count >= 3, let layer = triple[0].string, let node = triple[1].integer,
      let tensor = triple[2].integer
    else { return nil }
    (self.layer, self.node, self.tensor) = (layer, node, tensor)
  }

  /// The tensor of Keras 3: an object whose `keras_history` is the triple.
  init?(kerasTensor value: JSON) {
    guard let object = value.object, object["class_name"]?.string == "__keras_tensor__",
      let history = object["config"]?.object?["keras_history"]?.list
    else { return nil }
    self.init(history)
  }

  /// The references in a bare triple, a list, a nested list or an object of triples, in the order
  /// of the text; nil when something else is found.
  static func all(in value: JSON) -> [TensorReference]? {
    let parts: [JSON]
    if let list = value.list {
      if list.first?.string != nil { return TensorReference(list).map { [$0] } }
      parts = list
    } else if let object = value.object {
      parts = object.keys.compactMap { object[$0] }
    } else {
      return nil
    }
    var references: [TensorReference] = []
    for part in parts {
      guard let inner = all(in: part) else { return nil }
      references += inner
    }
    return references
  }
}
