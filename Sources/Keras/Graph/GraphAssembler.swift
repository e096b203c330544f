import NeuralNetwork

/// A model put together: the graph and what there is to tell about it.
struct Assembly: Sendable {
  let graph: Graph
  let layers: [LayerSummary]
  let outputs: [ValueSummary]
  /// The weights of every layer that has some, in the order of their first calls.
  let weights: [LayerWeights]
}

/// Makes the layers of each call for the shapes that reach it, with their weights.
struct GraphAssembler {
  private let model: ModelConfiguration
  private let catalog: LayerCatalog
  private var supply: WeightSupply
  private let records: [String: LayerRecord]

  private var nodes: [Graph.Node] = []
  private var inputs: [Graph.Input] = []
  /// Number of the value that a call makes, and its shapes.
  private var values: [TensorReference: Int] = [:]
  /// By value number, counted as `Graph` does, the shapes of one sample; two where extents are
  /// free, to tell from their difference which ones.
  private var shapes: [[Shape]] = []
  private var tensors: [String: (slots: [WeightSlot], tensors: [Tensor])] = [:]
  private var summaries: [String: LayerSummary] = [:]
  private var weights: [LayerWeights] = []

  init(
    _ model: ModelConfiguration, catalog: LayerCatalog, supply: WeightSupply
  ) {
    self.model = model
    self.catalog = catalog
    self.supply = supply
    records = Dictionary(model.layers.map { ($0.name, $0) }) { first, _ in first }
  }

  /// Layers that the catalog refused, and what follows them, are passed over.
  ///
  /// - Throws: `KerasError.shape`, `weights`, `topology`, `file`; `unsupported` with the refusals
  ///   that only the shapes bring to light.
  mutating func assemble(_ order: CallOrder) throws(KerasError) -> Assembly {
    try addInputs(order.inputs)
    var refusals: [Refusal] = []
    // What comes out of refused layers, directly or not; nothing is known of its shape.
    var unknown: Set<TensorReference> = []
    for call in order.calls {
      if catalog.refused.contains(call.layer) || call.inputs.contains(where: unknown.contains) {
        unknown.insert(call.output)
        continue
      }
      do throws(KerasError) {
        try add(call)
      } catch {
        guard case .unsupported(_, let found) = error else { throw error }
        refusals += found
        unknown.insert(call.output)
      }
    }
    guard refusals.isEmpty else { throw .unsupported(file: model.file, refusals) }
    let outputs = order.outputs.compactMap { values[$0] }
    do throws(NeuralNetworkError) {
      let graph = try Graph(inputs: inputs, nodes: nodes, outputs: outputs)
      return Assembly(
        graph: graph, layers: model.layers.compactMap { summaries[$0.name] },
        outputs: zip(order.outputs, outputs).map { reference, value in
          ValueSummary(name: reference.layer, dimensions: dimensions(of: value))
        }, weights: weights)
    } catch {
      throw .topology(file: model.file, layer: model.name, reason: error.description)
    }
  }

  /// Free extents are tried with these; both divide by the usual strides.
  private static let probes = [1024, 1536]

  private mutating func addInputs(_ records: [LayerRecord]) throws(KerasError) {
    var dimensions: [[Int?]] = []
    for record in records {
      guard let shape = InputShape.find(in: record) else {
        throw .configuration(
          file: model.file, layer: record.name, key: "batch_shape", found: "nothing",
          expected: "a list such as [null, 48, 48, 1]")
      }
      dimensions.append(try InputShape.parse(shape, layer: record.name, file: model.file))
    }
    let isFree = dimensions.contains { $0.contains(nil) }
    for (record, extents) in zip(records, dimensions) {
      values[TensorReference(layer: record.name, node: 0, tensor: 0)] = inputs.count
      inputs.append(Graph.Input(name: record.name, dimensions: extents))
      shapes.append(
        GraphAssembler.probes.prefix(isFree ? 2 : 1).map { probe in
          Shape(extents.map { $0 ?? probe })
        })
      summaries[record.name] = LayerSummary(
        name: record.name, className: record.className, outputShape: extents, parameters: 0,
        multiplyAdds: isFree ? nil : 0)
    }
  }

  private mutating func add(_ call: CallOrder.Call) throws(KerasError) {
    guard let layer = catalog.layers[call.layer], let record = records[call.layer] else {
      throw .topology(file: model.file, layer: call.layer, reason: "it does not exist")
    }
    guard layer.inputCount.contains(call.inputs.count) else {
      throw .topology(
        file: model.file, layer: call.layer,
        reason: "found a call with \(call.inputs.count) inputs, expected "
          + (layer.inputCount.upperBound == 1 ? "one" : "\(layer.inputCount.lowerBound) or more"))
    }
    let inputs = call.inputs.compactMap { values[$0] }
    let first = inputs.map { shapes[$0][0] }
    let weights = try weights(of: layer, record: record, inputs: first)
    let chain = try fitting(record) { () throws(LayerMisfit) in
      try layer.layers(for: first, weights: weights)
    }
    let multiplyAdds = try append(chain, call: call, record: record, inputs: inputs)
    let value = chain.isEmpty ? inputs[0] : self.inputs.count + nodes.count - 1
    values[call.output] = value
    let earlier = summaries[call.layer]
    summaries[call.layer] = LayerSummary(
      name: record.name, className: record.className,
      outputShape: earlier?.outputShape ?? dimensions(of: value),
      parameters: chain.reduce(0) { $0 + $1.parameterCount },
      multiplyAdds: shapes[value].count > 1
        ? nil : (earlier?.multiplyAdds ?? 0).addingSaturating(multiplyAdds))
  }

  /// The weights of a layer, read for its first call; later calls must want the same.
  private mutating func weights(
    of layer: any KerasLayer, record: LayerRecord, inputs: [Shape]
  ) throws(KerasError) -> [Tensor] {
    guard layer.ownsWeights else { return [] }
    let slots = try fitting(record) { () throws(LayerMisfit) in try layer.weights(for: inputs) }
    if let shared = tensors[record.name] {
      guard shared.slots == slots else {
        throw .topology(
          file: model.file, layer: record.name, reason: "its calls need weights of other shapes")
      }
      return shared.tensors
    }
    let read = try supply.tensors(for: slots, layer: record.name, file: model.file)
    tensors[record.name] = (slots, read)
    weights.append(
      LayerWeights(
        layer: record.name,
        weights: zip(slots, read).map { .init(name: $0.names[0], tensor: $1) }))
    return read
  }

  /// Appends one node per layer and returns their multiply-adds.
  private mutating func append(
    _ chain: [any Layer], call: CallOrder.Call, record: LayerRecord, inputs: [Int]
  ) throws(KerasError) -> Int {
    var inputs = inputs
    var multiplyAdds = 0
    for (index, layer) in chain.enumerated() {
      let sources = inputs.map { shapes[$0] }
      let probes = sources.first?.indices ?? 0..<0
      let outputs = try fitting(record) { () throws(LayerMisfit) in
        var outputs: [Shape] = []
        for probe in probes {
          outputs.append(
            try making { () throws(NeuralNetworkError) in
              try layer.outputShape(of: sources.map { $0[probe] })
            })
        }
        return outputs
      }
      multiplyAdds = multiplyAdds.addingSaturating(layer.multiplyAdds(of: sources.map { $0[0] }))
      var name = record.name
      if call.node > 0 { name += "@\(call.node)" }
      if index > 0 { name += "/\(layer.operation)" }
      nodes.append(Graph.Node(name: name, layer: layer, inputs: inputs))
      shapes.append(outputs)
      inputs = [shapes.count - 1]
    }
    return multiplyAdds
  }

  /// The extents of a value, nil where they follow a free extent of the input.
  private func dimensions(of value: Int) -> [Int?] {
    guard let first = shapes[value].first, let last = shapes[value].last else { return [] }
    return zip(first.dimensions, last.dimensions).map { $0 == $1 ? $0 : nil }
  }

  private func fitting<Result>(
    _ record: LayerRecord, _ body: () throws(LayerMisfit) -> Result
  ) throws(KerasError) -> Result {
    do throws(LayerMisfit) {
      return try body()
    } catch {
      switch error {
      case .network(let error):
        throw .shape(file: model.file, layer: record.name, error)
      case .refusal(let reason, let fix):
        throw .unsupported(
          file: model.file,
          [Refusal(layer: record.name, className: record.className, reason: reason, fix: fix)])
      }
    }
  }
}

extension Int {
  func addingSaturating(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
