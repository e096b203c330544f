/// A graph made ready to run: all shapes known and checked, weights laid out, memory placed.
///
/// A plan is immutable and shared by threads; each thread runs it through a `Context` of its own.
/// A sample's results depend on neither context nor thread, and on the other samples of the batch
/// only by rounding.
public struct Plan: Sendable {
  /// One node of the graph, as planned.
  public struct NodeSummary: Sendable, Equatable {
    /// The node's name in the graph.
    public let name: String
    /// The layer's operation, for instance `Convolution2D`.
    public let operation: String
    public let outputShape: Shape
    /// Number of trained values.
    public let parameterCount: Int
    /// Multiply-adds for one sample, by the definition of the layer.
    public let multiplyAdds: Int
    /// How it is computed, for instance `Winograd F(4×4, 3×3)`; chosen when the plan is made and
    /// empty where there is one way only.
    public let algorithm: String
  }

  /// A prepared layer and the values it reads and writes.
  struct Step: Sendable {
    let layer: any PreparedLayer
    let inputs: [Int]
    let output: Int
  }

  public let graph: Graph

  /// The largest number of samples in one run.
  public let maximumBatch: Int

  /// Shapes of one sample of every input.
  public let inputShapes: [Shape]

  /// Shapes of one sample of every output.
  public let outputShapes: [Shape]

  /// What each node does, in the order of execution.
  public let nodes: [NodeSummary]

  let steps: [Step]
  let schedule: Schedule
  /// Floats of one sample of each value of the graph.
  let counts: [Int]
  /// Whether each value is kept for the whole batch, and not only for a portion of it.
  let kept: [Bool]
  let memory: MemoryPlan
  /// Floats of the memory that all steps share.
  let scratchCount: Int

  /// Infers and checks all shapes and lays out weights and memory.
  ///
  /// - Parameters:
  ///   - inputShapes: The shapes of the inputs; nil takes those of the graph, which then must have
  ///     no free dimension.
  ///   - maximumBatch: The largest number of samples in one run, at least 1.
  /// - Throws: `NeuralNetworkError.graph` when an input's shape is unknown or unlike the graph's,
  ///   or when everything together is too large; `.shape` when a layer cannot take what it gets.
  public init(
    _ graph: Graph, inputShapes: [Shape]? = nil, maximumBatch: Int
  ) throws(NeuralNetworkError) {
    try self.init(
      graph, inputShapes: inputShapes, maximumBatch: maximumBatch,
      portionValues: Schedule.portionValues)
  }

  /// As the public one, with a given size of the portions in which early layers run.
  init(
    _ graph: Graph, inputShapes: [Shape]?, maximumBatch: Int, portionValues: Int
  ) throws(NeuralNetworkError) {
    LinearAlgebra.prepare()
    guard (1...Extents.maximum).contains(maximumBatch) else {
      throw .input(found: maximumBatch, expected: "a maximum batch of 1 to \(Extents.maximum)")
    }
    self.graph = graph
    self.maximumBatch = maximumBatch
    self.inputShapes = try Self.resolve(inputShapes, of: graph)
    var shapes = self.inputShapes
    var costs: [Schedule.Cost] = []
    for node in graph.nodes {
      let inputs = node.inputs.map { shapes[$0] }
      let output = try node.named { () throws(NeuralNetworkError) in
        try node.layer.outputShape(of: inputs)
      }
      guard
        output.isUsable,
        output.count.multipliedSaturating(by: maximumBatch) <= Extents.maximum
      else {
        throw .graph(
          """
          node \(node.name) makes \(output) for each of \(maximumBatch) samples; the limit is \
          \(Extents.maximum) values: use a smaller batch or input
          """)
      }
      costs.append(
        Schedule.Cost(
          parameters: node.layer.parameterCount,
          maps: (inputs.map(\.count) + [output.count]).saturatingSum))
      shapes.append(output)
    }
    let schedule = Schedule(
      costs: costs, maximumBatch: maximumBatch, portionValues: portionValues)
    var steps: [Step] = []
    var nodes: [NodeSummary] = []
    for (index, node) in graph.nodes.enumerated() {
      let value = graph.inputs.count + index
      let inputs = node.inputs.map { shapes[$0] }
      let layer = try node.named { () throws(NeuralNetworkError) in
        try node.layer.prepare(
          inputs: inputs, output: shapes[value],
          maximumBatch: schedule.batch(ofStep: index))
      }
      steps.append(Step(layer: layer, inputs: node.inputs, output: value))
      nodes.append(
        NodeSummary(
          name: node.name, operation: node.layer.operation, outputShape: shapes[value],
          parameterCount: node.layer.parameterCount,
          multiplyAdds: node.layer.multiplyAdds(of: inputs), algorithm: layer.algorithm))
    }
    let counts = shapes.map(\.count)
    let lives = Lives(graph: graph, steps: steps, schedule: schedule)
    self.nodes = nodes
    self.steps = steps
    self.schedule = schedule
    self.counts = counts
    kept = lives.kept
    outputShapes = graph.outputs.map { shapes[$0] }
    memory = MemoryPlan(values: lives.values(counts: counts))
    scratchCount = steps.map(\.layer.scratchCount).max() ?? 0
    guard [memory.count, scratchCount].saturatingSum <= Extents.maximum else {
      throw .graph(
        """
        a batch of \(maximumBatch) needs more than \(Extents.maximum) values of memory: use a \
        smaller batch
        """)
    }
  }

  /// The shape of one sample of the first input.
  public var inputShape: Shape { inputShapes[0] }

  /// The shape of one sample of the first output.
  public var outputShape: Shape { outputShapes[0] }

  /// Multiply-adds for one sample; `Int.max` where they do not fit an `Int`.
  public var multiplyAdds: Int { nodes.map(\.multiplyAdds).saturatingSum }

  /// Number of trained values, running statistics included.
  public var parameterCount: Int { nodes.map(\.parameterCount).saturatingSum }

  /// Bytes of the weights, which all contexts share.
  public var weightBytes: Int {
    parameterCount.multipliedSaturating(by: MemoryLayout<Float>.stride)
  }

  /// Bytes of what some algorithms make of weights when the plan is made, beside `weightBytes`;
  /// shared by all contexts too.
  public var transformedWeightBytes: Int {
    steps.map(\.layer.transformedWeightCount).saturatingSum
      .multipliedSaturating(by: MemoryLayout<Float>.stride)
  }

  /// Bytes that each context allocates for the values between layers and for scratch; the weights
  /// not included.
  public var peakBytes: Int { (memory.count + scratchCount) * MemoryLayout<Float>.stride }

  /// A context for one thread, with its memory.
  public func makeContext() -> Context { Context(self) }
}

extension Graph.Node {
  /// Runs `body` and puts the node's name before the layer's in what it throws.
  fileprivate func named<Result>(
    _ body: () throws(NeuralNetworkError) -> Result
  ) throws(NeuralNetworkError) -> Result {
    do {
      return try body()
    } catch {
      guard case .shape(let layer, let found, let expected) = error else { throw error }
      throw .shape(layer: "\(name) (\(layer))", found: found, expected: expected)
    }
  }
}
