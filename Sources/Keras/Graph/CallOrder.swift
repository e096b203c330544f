/// The calls of a model in an order in which they can be made (specs/keras-h5.md §5).
struct CallOrder: Sendable {
  struct Call: Sendable {
    let layer: String
    let node: Int
    /// The values in it are counted from the layer's first call in the model.
    let call: LayerCall
  }

  let inputs: [LayerRecord]
  let calls: [Call]
  let outputs: [TensorReference]

  /// - Throws: `KerasError.topology`, or `unsupported` for a sequence that does not tell its input.
  init(_ catalog: LayerCatalog) throws(KerasError) {
    switch catalog.configuration.topology {
    case .sequence(let shape):
      self = try CallOrder(sequence: catalog, shape: shape)
    case .graph(let inputs, let outputs):
      self = try CallOrder(graph: catalog, inputs: inputs, outputs: outputs)
    }
  }

  private init(sequence catalog: LayerCatalog, shape: JSON?) throws(KerasError) {
    let model = catalog.configuration
    guard let first = model.layers.first else {
      throw .topology(
        file: model.file, layer: catalog.prefix + model.name, reason: "the model has no layers")
    }
    var rest = model.layers[...]
    if first.isInput {
      inputs = [first]
      rest = rest.dropFirst()
    } else {
      // An inner sequence takes what it is given.
      let found = InputShape.find(in: first) ?? shape
      guard found.map({ !$0.isNull }) ?? false || !catalog.prefix.isEmpty else {
        throw .unsupported(
          file: model.file,
          [
            Refusal(
              layer: catalog.prefix + first.name, className: first.className,
              reason: "the shape of the model's input is not in the file",
              fix: "give the first layer an input_shape, or call the model once, and save it again")
          ])
      }
      inputs = [LayerRecord(inputTo: first, shape: found ?? .null)]
    }
    var last = TensorReference(layer: inputs[0].name, node: 0, tensor: 0)
    var calls: [Call] = []
    for record in rest {
      guard !record.isInput else {
        throw .topology(
          file: model.file, layer: catalog.prefix + record.name,
          reason: "an input layer after the first layer")
      }
      calls.append(Call(layer: record.name, node: 0, call: LayerCall(inputs: [last])))
      last = TensorReference(layer: record.name, node: 0, tensor: 0)
    }
    self.calls = calls
    outputs = [last]
  }

  private init(
    graph catalog: LayerCatalog, inputs: [TensorReference], outputs: [TensorReference]
  ) throws(KerasError) {
    let model = catalog.configuration
    let sources = Dictionary(model.layers.filter(\.isInput).map { ($0.name, $0) }) { $1 }
    var records: [LayerRecord] = []
    var named: Set<String> = []
    for input in inputs {
      guard let record = sources[input.layer], named.insert(input.layer).inserted else {
        throw .topology(
          file: model.file, layer: catalog.prefix + input.layer,
          reason: "named as an input, but is no input layer")
      }
      records.append(record)
    }
    let unnamed = model.layers.first { $0.isInput && !named.contains($0.name) }
    if let unnamed {
      throw .topology(
        file: model.file, layer: catalog.prefix + unnamed.name,
        reason: "an input layer that input_layers does not name")
    }
    let numbering = NodeNumbering(catalog, outputs: outputs)
    self.inputs = records
    self.outputs = outputs.map(numbering.output)
    calls = try CallOrder.sort(catalog, inputs: records, numbering: numbering)
    let known = Set(calls.map { CallKey(layer: $0.layer, node: $0.node) })
      .union(records.map { CallKey(layer: $0.name, node: 0) })
    for output in self.outputs
    where !known.contains(CallKey(layer: output.layer, node: output.node)) {
      throw .topology(
        file: model.file, layer: catalog.prefix + output.layer,
        reason: "output \(output) does not exist")
    }
  }

  private struct CallKey: Hashable {
    let layer: String
    let node: Int
  }

  /// Each call after those that it waits for.
  private static func sort(
    _ catalog: LayerCatalog, inputs: [LayerRecord], numbering: NodeNumbering
  ) throws(KerasError) -> [Call] {
    let model = catalog.configuration
    var pending: [Call] = []
    for record in model.layers {
      guard let calls = catalog.calls[record.name]?.calls else { continue }
      for (node, call) in calls.enumerated() {
        var call = call
        call.inputs = call.inputs.map(numbering.input)
        pending.append(Call(layer: record.name, node: node, call: call))
      }
    }
    let indices = Dictionary(
      uniqueKeysWithValues: pending.enumerated().map { index, call in
        (CallKey(layer: call.layer, node: call.node), index)
      })
    let sources = Set(inputs.map { CallKey(layer: $0.name, node: 0) })
    var missing = [Int](repeating: 0, count: pending.count)
    var waiting: [Int: [Int]] = [:]
    for (index, call) in pending.enumerated() {
      for input in call.call.inputs {
        let key = CallKey(layer: input.layer, node: input.node)
        if sources.contains(key) { continue }
        guard let source = indices[key] else {
          throw .topology(
            file: model.file, layer: catalog.prefix + call.layer,
            reason: "its input \(input) does not exist")
        }
        missing[index] += 1
        waiting[source, default: []].append(index)
      }
    }
    var order = pending.indices.filter { missing[$0] == 0 }
    var position = 0
    while position < order.count {
      for index in waiting[order[position]] ?? [] {
        missing[index] -= 1
        if missing[index] == 0 { order.append(index) }
      }
      position += 1
    }
    if let stuck = pending.indices.first(where: { missing[$0] > 0 }) {
      throw .topology(
        file: model.file, layer: catalog.prefix + pending[stuck].layer,
        reason: "it is part of a cycle, or waits for one")
    }
    return order.map { pending[$0] }
  }
}

extension LayerRecord {
  /// The input that a sequence without an input layer has before its first layer.
  init(inputTo first: LayerRecord, shape: JSON) {
    var configuration = JSONObject()
    _ = configuration.insert(shape, for: "batch_shape")
    self.init(
      name: first.name + "_input", className: "InputLayer", configuration: configuration)
  }
}
