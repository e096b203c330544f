/// The calls of a model in an order in which they can be made (specs/keras-h5.md §5).
struct CallOrder: Sendable {
  struct Call: Sendable {
    let layer: String
    let node: Int
    let inputs: [TensorReference]

    var output: TensorReference { TensorReference(layer: layer, node: node, tensor: 0) }
  }

  let inputs: [LayerRecord]
  let calls: [Call]
  let outputs: [TensorReference]

  init(_ model: ModelConfiguration, catalog: LayerCatalog) throws(KerasError) {
    switch model.topology {
    case .sequence(let shape):
      self = try CallOrder(sequence: model, shape: shape)
    case .graph(let inputs, let outputs):
      self = try CallOrder(graph: model, catalog: catalog, inputs: inputs, outputs: outputs)
    }
  }

  private init(sequence model: ModelConfiguration, shape: JSON?) throws(KerasError) {
    guard let first = model.layers.first else {
      throw .topology(file: model.file, layer: model.name, reason: "the model has no layers")
    }
    var rest = model.layers[...]
    if first.isInput {
      inputs = [first]
      rest = rest.dropFirst()
    } else {
      guard let shape = InputShape.find(in: first) ?? shape, !shape.isNull else {
        throw .unsupported(
          file: model.file,
          [
            Refusal(
              layer: first.name, className: first.className,
              reason: "the shape of the model's input is not in the file",
              fix: "give the first layer an input_shape, or call the model once, and save it again")
          ])
      }
      inputs = [LayerRecord(inputTo: first, shape: shape)]
    }
    var last = TensorReference(layer: inputs[0].name, node: 0, tensor: 0)
    var calls: [Call] = []
    for record in rest {
      guard !record.isInput else {
        throw .topology(
          file: model.file, layer: record.name, reason: "an input layer after the first layer")
      }
      calls.append(Call(layer: record.name, node: 0, inputs: [last]))
      last = TensorReference(layer: record.name, node: 0, tensor: 0)
    }
    self.calls = calls
    outputs = [last]
  }

  private init(
    graph model: ModelConfiguration, catalog: LayerCatalog, inputs: [TensorReference],
    outputs: [TensorReference]
  ) throws(KerasError) {
    let sources = Dictionary(model.layers.filter(\.isInput).map { ($0.name, $0) }) { $1 }
    var records: [LayerRecord] = []
    var named: Set<String> = []
    for input in inputs {
      guard let record = sources[input.layer], named.insert(input.layer).inserted else {
        throw .topology(
          file: model.file, layer: input.layer, reason: "named as an input, but is no input layer")
      }
      records.append(record)
    }
    if let unnamed = sources.keys.first(where: { !named.contains($0) }) {
      throw .topology(
        file: model.file, layer: unnamed, reason: "an input layer that input_layers does not name")
    }
    self.inputs = records
    self.outputs = outputs
    calls = try CallOrder.sort(model, catalog: catalog, inputs: records)
    let known = Set(calls.map(\.output))
      .union(records.map { TensorReference(layer: $0.name, node: 0, tensor: 0) })
    for output in outputs where !known.contains(output) {
      throw .topology(
        file: model.file, layer: output.layer, reason: "output \(output) does not exist")
    }
  }

  /// Each call after those that it waits for.
  private static func sort(
    _ model: ModelConfiguration, catalog: LayerCatalog, inputs: [LayerRecord]
  ) throws(KerasError) -> [Call] {
    var pending: [Call] = []
    for record in model.layers {
      guard let calls = catalog.calls[record.name]?.calls else { continue }
      for (node, inputs) in calls.enumerated() {
        pending.append(Call(layer: record.name, node: node, inputs: inputs))
      }
    }
    let indices = Dictionary(
      uniqueKeysWithValues: pending.enumerated().map { index, call in
        (call.output, index)
      })
    let sources = Set(inputs.map { TensorReference(layer: $0.name, node: 0, tensor: 0) })
    var missing = [Int](repeating: 0, count: pending.count)
    var waiting: [Int: [Int]] = [:]
    for (index, call) in pending.enumerated() {
      for input in call.inputs where !sources.contains(input) {
        guard let source = indices[input] else {
          throw .topology(
            file: model.file, layer: call.layer, reason: "its input \(input) does not exist")
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
        file: model.file, layer: pending[stuck].layer,
        reason: "it is part of a cycle, or waits for one")
    }
    return order.map { pending[$0] }
  }
}

extension TensorReference {
  init(layer: String, node: Int, tensor: Int) {
    self.layer = layer
    self.node = node
    self.tensor = tensor
  }
}

extension LayerRecord {
  /// The input that a sequence without an input layer has before its first layer.
  init(inputTo first: LayerRecord, shape: JSON) {
    var configuration = JSONObject()
    _ = configuration.insert(shape, for: "batch_shape")
    name = first.name + "_input"
    className = "InputLayer"
    self.configuration = configuration
    module = nil
    registeredName = nil
    inboundNodes = nil
  }
}
