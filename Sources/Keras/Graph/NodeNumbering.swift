/// From which number the calls of inner models are counted: some writers count the model's own
/// making as the first (specs/keras-h5.md §5).
struct NodeNumbering: Sendable {
  private var inputBases: [String: Int] = [:]
  private var outputBases: [String: Int] = [:]

  /// - Parameter outputs: the ends of the model as they are written.
  init(_ catalog: LayerCatalog, outputs: [TensorReference]) {
    let isKeras3 = catalog.calls.values.contains(where: \.areObjects)
    var inputs: [String: Set<Int>] = [:]
    for calls in catalog.calls.values {
      for call in calls.calls {
        for input in call.inputs where catalog.models[input.layer] != nil {
          inputs[input.layer, default: []].insert(input.node)
        }
      }
    }
    var ends: [String: Set<Int>] = [:]
    for output in outputs where catalog.models[output.layer] != nil {
      ends[output.layer, default: []].insert(output.node)
    }
    for (name, model) in catalog.models {
      let count = catalog.calls[name]?.calls.count ?? 0
      let (inner, outer) = (inputs[name] ?? [], ends[name] ?? [])
      if isKeras3 {
        // Keras 3 counts differently in the two places.
        let isSequence = model.configuration.className == "Sequential"
        inputBases[name] = NodeNumbering.base(inner, count: count) ?? 0
        outputBases[name] = NodeNumbering.base(outer, count: count) ?? (isSequence ? 0 : 1)
      } else {
        let base = NodeNumbering.base(inner.union(outer), count: count) ?? 1
        (inputBases[name], outputBases[name]) = (base, base)
      }
    }
  }

  /// What the numbers themselves tell; nil when they leave it open.
  private static func base(_ numbers: Set<Int>, count: Int) -> Int? {
    if numbers.max() == count { return 1 }
    return numbers.min() == 0 ? 0 : nil
  }

  /// A value that a call takes, counted from 0.
  func input(_ reference: TensorReference) -> TensorReference {
    reference.counted(from: inputBases[reference.layer] ?? 0)
  }

  /// A value that leaves the model, counted from 0.
  func output(_ reference: TensorReference) -> TensorReference {
    reference.counted(from: outputBases[reference.layer] ?? 0)
  }
}

extension TensorReference {
  init(layer: String, node: Int, tensor: Int) {
    (self.layer, self.node, self.tensor) = (layer, node, tensor)
  }

  fileprivate func counted(from base: Int) -> TensorReference {
    // A file may hold any number.
    TensorReference(layer: layer, node: node.subtractingReportingOverflow(base).0, tensor: tensor)
  }
}
