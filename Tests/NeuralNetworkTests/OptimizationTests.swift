import Testing

@testable import NeuralNetwork

@Suite("Graph optimisation")
struct OptimizationTests {
  private static let shape = Shape(height: 6, width: 5, channels: 4)

  /// The producers that normalizations fold into, each followed by one and a nonlinearity.
  private static func producers() throws -> [any Layer] {
    var random = SeededGenerator(seed: 21)
    return [
      try Convolution2D(
        kernel: random.tensor([3, 3, 4, 6]), bias: random.values(6), padding: .same),
      try Convolution2D(kernel: random.tensor([3, 3, 4, 6]), bias: nil, padding: .valid),
      try Convolution2D(kernel: random.tensor([2, 2, 2, 6]), bias: nil, padding: .same, groups: 2),
      try DepthwiseConvolution2D(
        kernel: random.tensor([3, 3, 4, 1]), bias: random.values(4), padding: .same),
      try DepthwiseConvolution2D(kernel: random.tensor([3, 3, 4, 3]), bias: nil, padding: .same),
      try Dense(kernel: random.tensor([4, 6]), bias: random.values(6)),
    ]
  }

  private static func chain(of producer: any Layer) throws -> Graph {
    var random = SeededGenerator(seed: 22)
    let channels = try producer.outputShape(of: [shape]).channels
    return try Graph.chain(
      shape,
      [
        producer, ElementwiseActivation(.linear), random.normalization(channels: channels),
        ElementwiseActivation(.linear), ElementwiseActivation(.elu(alpha: 1)),
      ])
  }

  @Test(
    "Every option alone and all together leave the function as it is",
    arguments: 0..<6,
    [
      OptimizationOptions.all, [], .removeLinearActivations, .foldBatchNormalization,
      .fuseActivations, [.foldBatchNormalization, .fuseActivations],
    ])
  func sameFunction(producer: Int, options: OptimizationOptions) throws {
    let graph = try Self.chain(of: Self.producers()[producer])
    var random = SeededGenerator(seed: 23)
    let input = random.values(2 * Self.shape.count)
    expectEqual(
      try graph.optimized(options).predict(input, batch: 2), try graph.predict(input, batch: 2),
      within: Tolerance.summed, "options \(options.rawValue)")
  }

  @Test("All together leave one node", arguments: 0..<6)
  func oneNode(producer: Int) throws {
    let graph = try Self.chain(of: Self.producers()[producer])
    #expect(graph.optimized().nodes.count == 1)
    #expect(graph.optimized([]).nodes.count == 5)
    #expect(graph.optimized(.removeLinearActivations).nodes.count == 3)
    #expect(
      graph.optimized([.removeLinearActivations, .foldBatchNormalization]).nodes.count == 2)
  }

  @Test("A value with a second reader, or that is an output, is not folded away")
  func secondReader() throws {
    var random = SeededGenerator(seed: 24)
    let convolution = try Convolution2D(
      kernel: random.tensor([3, 3, 4, 4]), bias: nil, padding: .same)
    let normalization = try random.normalization(channels: 4)
    let input = Graph.Input(name: "x", dimensions: Self.shape.dimensions)
    let branched = try Graph(
      inputs: [input],
      nodes: [
        .init(name: "conv", layer: convolution, inputs: [0]),
        .init(name: "norm", layer: normalization, inputs: [1]),
        .init(name: "sum", layer: Addition(), inputs: [1, 2]),
        .init(name: "relu", layer: ElementwiseActivation(.relu), inputs: [3]),
      ], outputs: [4])
    let optimized = branched.optimized()
    #expect(optimized.nodes.map(\.name) == ["conv", "norm", "sum"])
    let values = random.values(Self.shape.count)
    expectEqual(
      try optimized.predict(values, batch: 1), try branched.predict(values, batch: 1),
      within: Tolerance.summed, "branched")

    let exposed = try Graph(
      inputs: [input],
      nodes: [
        .init(name: "conv", layer: convolution, inputs: [0]),
        .init(name: "norm", layer: normalization, inputs: [1]),
      ], outputs: [1, 2])
    #expect(exposed.optimized().nodes.count == 2)
  }

  @Test("A normalization after a nonlinearity stays")
  func nonlinearProducer() throws {
    var random = SeededGenerator(seed: 25)
    let graph = try Graph.chain(
      Self.shape,
      [
        Convolution2D(
          kernel: random.tensor([3, 3, 4, 4]), bias: nil, padding: .same, activation: .relu),
        random.normalization(channels: 4),
      ])
    #expect(graph.optimized().nodes.count == 2)
  }

  @Test("Linear activations that are input and output at once vanish")
  func onlyLinear() throws {
    let graph = try Graph.chain(Self.shape, [ElementwiseActivation(.linear)]).optimized()
    #expect(graph.nodes.isEmpty)
    let input = (0..<Self.shape.count).map { Float($0) }
    #expect(try graph.predict(input, batch: 1) == input)
  }

  @Test("Random graphs compute the same after optimisation", arguments: 0..<20)
  func randomGraphs(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let shape = Shape(height: 4, width: 3, channels: random.integer(1...9))
    let graph = try random.graph(input: shape, nodes: random.integer(3...14))
    let input = random.values(3 * shape.count)
    let expected = try Plan(graph, maximumBatch: 3).makeContext().predict([input], batch: 3)
    let optimized = graph.optimized()
    let found = try Plan(optimized, maximumBatch: 3).makeContext().predict([input], batch: 3)
    for (found, expected) in zip(found, expected) {
      expectEqual(found, expected, within: Tolerance.summed, "\(optimized.nodes.count) nodes")
    }
  }
}
