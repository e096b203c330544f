import NeuralNetwork

/// A model put together: the graph and what there is to tell about it.
struct Assembly: Sendable {
  let graph: Graph
  let layers: [LayerSummary]
  let outputs: [ValueSummary]
  /// The weights of every layer that has some, in the order of their first calls.
  let weights: [LayerWeights]
  /// The first output of every call of a layer, those of inner models included. The second call of
  /// a layer is called `dense@1`, a layer in the second call of an inner model `inner@1/dense`.
  let calls: [String: PlacedValue]
}

/// Makes the layers of each call for the shapes that reach it, with their weights. Inner models
/// are laid out call by call among the other layers.
struct GraphAssembler {
  private let catalog: LayerCatalog
  private let file: String
  private var supply: WeightSupply
  private var graph = GraphBuilder()
  private var tensors: [String: (dimensions: [[Int]], tensors: [Tensor])] = [:]
  private var summaries: [String: LayerSummary] = [:]
  private var weights: [LayerWeights] = []
  private var refusals: [Refusal] = []
  private var callCount = 0
  private var calls: [String: PlacedValue] = [:]

  /// Models within models, each called often, could ask for any number.
  private static let maximumCallCount = 1 << 18

  init(_ catalog: LayerCatalog, supply: WeightSupply) {
    self.catalog = catalog
    self.supply = supply
    file = catalog.configuration.file
  }

  /// Layers that the catalog refused, and what follows them, are passed over.
  ///
  /// - Throws: `KerasError.shape`, `weights`, `topology`, `file`; `unsupported` with the refusals
  ///   that only the shapes bring to light.
  mutating func assemble() throws(KerasError) -> Assembly {
    let order = try CallOrder(catalog)
    let inputs = try addInputs(order.inputs)
    for (record, input) in zip(order.inputs, inputs) { calls[record.name] = input }
    let found = try run(catalog, order: order, inputs: inputs, at: CallPlace())
    guard refusals.isEmpty else { throw .unsupported(file: file, refusals) }
    var outputs: [Int] = []
    for (value, reference) in zip(found, order.outputs) {
      guard let value else { continue }
      outputs.append(try inKerasOrder(value, layer: reference.layer).number)
    }
    do throws(NeuralNetworkError) {
      return Assembly(
        graph: try graph.finished(outputs: outputs),
        layers: catalog.configuration.leaves.compactMap { summaries[$0.path] },
        outputs: zip(order.outputs, outputs).map { reference, value in
          ValueSummary(name: reference.layer, dimensions: graph.dimensions(of: value))
        }, weights: weights, calls: calls)
    } catch {
      throw .topology(
        file: file, layer: catalog.configuration.name, reason: error.description)
    }
  }

  private mutating func addInputs(_ records: [LayerRecord]) throws(KerasError) -> [PlacedValue] {
    var dimensions: [[Int?]] = []
    for record in records {
      guard let shape = InputShape.find(in: record) else {
        throw .configuration(
          file: file, layer: record.name, key: "batch_shape", found: "nothing",
          expected: "a list such as [null, 48, 48, 1]")
      }
      dimensions.append(try InputShape.parse(shape, layer: record.name, file: file))
    }
    graph.addInputs(zip(records, dimensions).map { Graph.Input(name: $0.name, dimensions: $1) })
    for (record, extents) in zip(records, dimensions) {
      summaries[record.name] = LayerSummary(
        name: record.name, className: record.className, outputShape: extents, parameters: 0,
        multiplyAdds: graph.isFree ? nil : 0)
    }
    return records.indices.map { PlacedValue(number: $0, hasChannelsMoved: false) }
  }

  /// Lays out one call of a model; nil stands for what comes out of refused layers, directly or
  /// not, of whose shape nothing is known.
  private mutating func run(
    _ model: LayerCatalog, order: CallOrder, inputs: [PlacedValue?], at place: CallPlace
  ) throws(KerasError) -> [PlacedValue?] {
    var values: [TensorReference: PlacedValue] = [:]
    for (record, input) in zip(order.inputs, inputs) {
      values[TensorReference(layer: record.name, node: 0, tensor: 0)] = input
      guard !model.prefix.isEmpty, let input else { continue }
      summarize(record, path: model.prefix + record.name, value: input, chain: [], work: 0)
    }
    let records = Dictionary(model.configuration.layers.map { ($0.name, $0) }) { first, _ in first }
    for call in order.calls {
      guard let record = records[call.layer], !model.refused.contains(call.layer) else { continue }
      callCount += 1
      guard callCount <= GraphAssembler.maximumCallCount else {
        throw .topology(
          file: file, layer: model.prefix + call.layer,
          reason: "the models within models make more than \(GraphAssembler.maximumCallCount) calls"
        )
      }
      let inputs = call.call.inputs.map { values[$0] }
      let path = model.prefix + call.layer
      let here = place.calling(call.layer, number: call.node)
      do throws(KerasError) {
        if let inner = model.models[call.layer] {
          let outputs = try run(
            inner, path: path, taking: call.call, values: inputs, at: here)
          if let first = outputs.first { calls[here.path] = first }
          for (index, output) in outputs.enumerated() {
            values[TensorReference(layer: call.layer, node: call.node, tensor: index)] = output
          }
        } else if let layer = model.layers[call.layer] {
          let known = inputs.compactMap { $0 }
          guard known.count == inputs.count else { continue }
          let value = try add(
            layer, record: record, path: path, name: path + here.numbers, call: call.call,
            inputs: known)
          values[TensorReference(layer: call.layer, node: call.node, tensor: 0)] = value
          calls[here.path] = value
        }
      } catch {
        guard case .unsupported(_, let found) = error else { throw error }
        refusals += found.filter { !refusals.contains($0) }
      }
    }
    for output in order.outputs where values[output] == nil {
      // What is missing must be missing for a reason.
      guard !refusals.isEmpty || catalog.hasRefusals else {
        throw .topology(
          file: file, layer: model.prefix + output.layer, reason: "output \(output) does not exist")
      }
    }
    return order.outputs.map { values[$0] }
  }

  /// One call of an inner model. Inputs by key stand in the order of the model's own keys, and
  /// outputs by key in the order of the alphabet, as Keras flattens them.
  private mutating func run(
    _ model: LayerCatalog, path: String, taking call: LayerCall, values: [PlacedValue?],
    at place: CallPlace
  ) throws(KerasError) -> [PlacedValue?] {
    let order = try CallOrder(model)
    var inputs = values
    if let keys = call.inputKeys {
      let own = model.configuration.inputKeys ?? order.inputs.map(\.name)
      guard Set(own) == Set(keys), keys.count == inputs.count else {
        throw .topology(
          file: file, layer: path,
          reason: "found a call with the inputs \(keys.joined(separator: ", ")), expected "
            + own.joined(separator: ", "))
      }
      let named = Dictionary(zip(keys, inputs)) { first, _ in first }
      inputs = own.map { named[$0] ?? nil }
    }
    guard order.inputs.count == inputs.count else {
      throw .topology(
        file: file, layer: path,
        reason: "found a call with \(inputs.count) inputs, expected \(order.inputs.count)")
    }
    let outputs = try run(model, order: order, inputs: inputs, at: place)
    guard let keys = model.configuration.outputKeys, keys.count == outputs.count else {
      return outputs
    }
    return zip(keys, outputs)
      .sorted { $0.0.unicodeScalars.lexicographicallyPrecedes($1.0.unicodeScalars) }.map(\.1)
  }

  private mutating func add(
    _ layer: any KerasLayer, record: LayerRecord, path: String, name: String, call: LayerCall,
    inputs: [PlacedValue]
  ) throws(KerasError) -> PlacedValue {
    let layer = try fitting(record, path) { () throws(LayerMisfit) in try layer.called(with: call) }
    guard layer.inputCount.contains(inputs.count) else {
      throw .topology(
        file: file, layer: path,
        reason: "found a call with \(inputs.count) inputs, expected "
          + (layer.inputCount.upperBound == 1 ? "one" : "\(layer.inputCount.lowerBound) or more"))
    }
    let (placed, sources, hasChannelsMoved) = try place(layer, inputs: inputs, layer: path)
    let first = sources.map { graph.shapes(of: $0.number)[0] }
    let weights = try weights(of: placed, record: record, path: path, inputs: first)
    let chain = try fitting(record, path) { () throws(LayerMisfit) in
      try placed.layers(for: first, weights: weights)
    }
    var work = 0
    let number = try fitting(record, path) { () throws(LayerMisfit) in
      try making { () throws(NeuralNetworkError) in
        try graph.append(chain, name: name, to: sources.map(\.number), multiplyAdds: &work)
      }
    }
    let isMoved = hasChannelsMoved && graph.shapes(of: number)[0].rank >= 2
    let value = PlacedValue(number: number, hasChannelsMoved: isMoved)
    summarize(record, path: path, value: value, chain: chain, work: work)
    return value
  }

  /// Which layer computes a call on values whose channels may have been moved, and the values as
  /// that layer wants them (specs/keras-h5.md §8.10).
  private mutating func place(
    _ layer: any KerasLayer, inputs: [PlacedValue], layer path: String
  ) throws(KerasError) -> (any KerasLayer, [PlacedValue], hasChannelsMoved: Bool) {
    if layer.hasChannelsFirst {
      var moved: [PlacedValue] = []
      for input in inputs { moved.append(try withChannelsLast(input, layer: path)) }
      return (layer, moved, moved.contains { $0.hasChannelsMoved })
    }
    let ranks = Set(inputs.map { graph.shapes(of: $0.number)[0].rank })
    if let rank = ranks.first, ranks.count == 1, inputs.contains(where: \.hasChannelsMoved),
      let equivalent = layer.withChannelsLast(rank: rank + 1)
    {
      var moved: [PlacedValue] = []
      for input in inputs { moved.append(try withChannelsLast(input, layer: path)) }
      return (equivalent, moved, true)
    }
    var restored: [PlacedValue] = []
    for input in inputs { restored.append(try inKerasOrder(input, layer: path)) }
    return (layer, restored, false)
  }

  private mutating func withChannelsLast(
    _ value: PlacedValue, layer: String
  ) throws(KerasError) -> PlacedValue {
    let rank = graph.shapes(of: value.number)[0].rank
    guard !value.hasChannelsMoved, rank >= 2 else { return value }
    let axes = Array(1..<rank) + [0]
    return PlacedValue(
      number: try permute(value.number, axes: axes, layer: layer), hasChannelsMoved: true)
  }

  private mutating func inKerasOrder(
    _ value: PlacedValue, layer: String
  ) throws(KerasError) -> PlacedValue {
    guard value.hasChannelsMoved else { return value }
    let rank = graph.shapes(of: value.number)[0].rank
    let axes = [rank - 1] + Array(0..<rank - 1)
    return PlacedValue(
      number: try permute(value.number, axes: axes, layer: layer), hasChannelsMoved: false)
  }

  private mutating func permute(
    _ number: Int, axes: [Int], layer: String
  ) throws(KerasError) -> Int {
    do throws(NeuralNetworkError) {
      var work = 0
      return try graph.append(
        [try Permute(axes: axes)], name: "\(layer)/Permute", to: [number], multiplyAdds: &work)
    } catch {
      throw .shape(file: file, layer: layer, error)
    }
  }

  /// The weights of a layer, read for its first call; later calls must want the same.
  private mutating func weights(
    of layer: any KerasLayer, record: LayerRecord, path: String, inputs: [Shape]
  ) throws(KerasError) -> [Tensor] {
    guard !layer.weights.isEmpty else { return [] }
    let dimensions = try fitting(record, path) { () throws(LayerMisfit) in
      try layer.weightDimensions(for: inputs)
    }
    if let shared = tensors[path] {
      guard shared.dimensions == dimensions else {
        throw .topology(
          file: file, layer: path, reason: "its calls need weights of other shapes")
      }
      return shared.tensors
    }
    guard
      let read = try supply.tensors(
        for: layer.weights, dimensions: dimensions, of: path, kernels: record.kernels, file: file)
    else {
      // The list of an inner model with refused layers was not taken apart.
      if catalog.hasRefusals { throw .unsupported(file: file, []) }
      throw .weights(
        file: file, layer: path, weight: nil, found: "no weights", expected: "the layer's weights")
    }
    let values = read.map(\.tensor)
    tensors[path] = (dimensions, values)
    weights.append(
      LayerWeights(
        layer: path,
        weights: zip(layer.weights, read).map {
          .init(name: $0.names[0], tensor: $1.tensor, offset: $1.offset)
        }))
    return values
  }

  private mutating func summarize(
    _ record: LayerRecord, path: String, value: PlacedValue, chain: [any Layer], work: Int
  ) {
    let earlier = summaries[path]
    var shape = graph.dimensions(of: value.number)
    if value.hasChannelsMoved { shape.insert(shape.removeLast(), at: 0) }
    summaries[path] = LayerSummary(
      name: path, className: record.className, outputShape: earlier?.outputShape ?? shape,
      parameters: chain.reduce(0) { $0.addingSaturating($1.parameterCount) },
      multiplyAdds: graph.isFree ? nil : (earlier?.multiplyAdds ?? 0).addingSaturating(work))
  }

  private func fitting<Result>(
    _ record: LayerRecord, _ path: String, _ body: () throws(LayerMisfit) -> Result
  ) throws(KerasError) -> Result {
    do throws(LayerMisfit) {
      return try body()
    } catch {
      switch error {
      case .network(let error):
        throw .shape(file: file, layer: path, error)
      case .refusal(let reason, let fix):
        throw .unsupported(
          file: file,
          [Refusal(layer: path, className: record.className, reason: reason, fix: fix)])
      }
    }
  }
}

/// Which call of a layer, in which calls of the models around it.
private struct CallPlace {
  /// For instance `inner@1/dense`; the first call has no number.
  private(set) var path = ""
  /// The numbers alone, for instance `@1`.
  private(set) var numbers = ""

  func calling(_ layer: String, number: Int) -> CallPlace {
    let mark = number > 0 ? "@\(number)" : ""
    var place = self
    place.path += (path.isEmpty ? "" : "/") + layer + mark
    place.numbers += mark
    return place
  }
}

/// A value of the graph, and whether its channels stand last although Keras has them first.
struct PlacedValue: Sendable {
  let number: Int
  let hasChannelsMoved: Bool
}
