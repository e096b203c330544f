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

  /// A block of a residual network: what each of some layers makes is added to the input, and a
  /// PReLU or an activation follows.
  private static func residual(_ layers: [any Layer], _ last: any Layer) throws -> Graph {
    var nodes = layers.enumerated().map { index, layer in
      Graph.Node(name: "node\(index)", layer: layer, inputs: [index])
    }
    nodes.append(.init(name: "sum", layer: try Addition(), inputs: [0, layers.count]))
    nodes.append(.init(name: "last", layer: last, inputs: [layers.count + 1]))
    return try Graph(
      inputs: [.init(name: "x", dimensions: shape.dimensions)], nodes: nodes,
      outputs: [layers.count + 2])
  }

  @Test(
    "Sums and PReLUs are computed by the layer before them, and nothing changes",
    arguments: 0..<6, [Activation?.none, .relu, .tanh])
  func epilogues(number: Int, activation: Activation?) throws {
    var random = SeededGenerator(seed: 26)
    let depthwise = try DepthwiseConvolution2D(
      kernel: random.tensor([3, 3, 4, 1]), bias: random.values(4), padding: .same)
    let convolution = try Convolution2D(
      kernel: random.tensor([3, 3, 4, 4]), bias: random.values(4), padding: .same)
    let pointwise = try Convolution2D(
      kernel: random.tensor([1, 1, 4, 4]), bias: nil, padding: .valid)
    let layers: [[any Layer]] = [
      [depthwise], [convolution], [depthwise, pointwise],
      [try Dense(kernel: random.tensor([4, 4]), bias: random.values(4))],
      [
        try ConvolutionTranspose(
          kernel: random.tensor([3, 3, 4, 4]), bias: nil, strides: [1, 1], padding: .same)
      ],
      [
        try Convolution2D(
          kernel: random.tensor([3, 3, 4, 4]), bias: nil, padding: .same, activation: .relu)
      ],
    ]
    // A slope per channel, of any number of axes where the layer takes any.
    let extents = layers[number][0] is Dense ? [4] : [1, 1, 4]
    var last: any Layer = try ParametricReLU(alpha: random.tensor(extents))
    if let activation { last = try ElementwiseActivation(activation) }
    let graph = try Self.residual(layers[number], last)
    let input = random.values(3 * Self.shape.count)
    let expected = try graph.predict(input, batch: 3)
    for options in [OptimizationOptions.fuseEpilogues, .all] {
      let optimized = graph.optimized(options)
      expectEqual(
        try optimized.predict(input, batch: 3), expected, within: Tolerance.close,
        "options \(options.rawValue)")
    }
    // A transposed convolution cannot add, and nothing can before its own activation.
    let fuses = number < 4
    let rest = activation == nil && !fuses ? 2 : 1
    #expect(
      graph.optimized().nodes.count == layers[number].count + (fuses ? 0 : rest))
    #expect(graph.optimized([]).nodes.count == layers[number].count + 2)
  }

  @Test("Squeeze-and-excitation ends in one step")
  func squeezeAndExcitation() throws {
    var random = SeededGenerator(seed: 27)
    let graph = try Graph(
      inputs: [.init(name: "x", dimensions: Self.shape.dimensions)],
      nodes: [
        .init(name: "mean", layer: GlobalAveragePooling2D(keepDimensions: false), inputs: [0]),
        .init(
          name: "dense",
          layer: Dense(kernel: random.tensor([4, 4]), bias: nil, activation: .sigmoid),
          inputs: [1]),
        .init(name: "shaped", layer: Reshape(dimensions: [1, 1, 4]), inputs: [2]),
        .init(name: "scaled", layer: Merge(.multiplication), inputs: [0, 3]),
        .init(name: "sum", layer: Addition(), inputs: [4, 0]),
        .init(name: "relu", layer: ElementwiseActivation(.relu), inputs: [5]),
      ], outputs: [6])
    let optimized = graph.optimized()
    #expect(optimized.nodes.map(\.name) == ["mean", "dense", "shaped", "scaled"])
    let input = random.values(2 * Self.shape.count)
    expectEqual(
      try optimized.predict(input, batch: 2), try graph.predict(input, batch: 2),
      within: Tolerance.exact, "fused")
  }

  @Test("What others read, what broadcasts and what has slopes of other axes stays")
  func epiloguesThatStay() throws {
    var random = SeededGenerator(seed: 28)
    let convolution = try Convolution2D(
      kernel: random.tensor([3, 3, 4, 4]), bias: nil, padding: .same)
    let input = Graph.Input(name: "x", dimensions: Self.shape.dimensions)
    let nodes: [Graph.Node] = [
      .init(name: "conv", layer: convolution, inputs: [0]),
      .init(name: "sum", layer: try Addition(), inputs: [0, 1]),
    ]
    #expect(
      try Graph(inputs: [input], nodes: nodes, outputs: [1, 2]).optimized().nodes.count == 2)
    let twice = try Graph(
      inputs: [input],
      nodes: [
        .init(name: "conv", layer: convolution, inputs: [0]),
        .init(name: "sum", layer: Addition(), inputs: [1, 1]),
      ], outputs: [2])
    #expect(twice.optimized().nodes.count == 2)
    let broadcast = try Graph(
      inputs: [input, .init(name: "row", dimensions: [1, 1, 4])],
      nodes: [
        .init(name: "conv", layer: convolution, inputs: [0]),
        .init(name: "sum", layer: Addition(), inputs: [1, 2]),
      ], outputs: [3])
    #expect(broadcast.optimized().nodes.count == 2)
    let slopes = try Graph.chain(
      Self.shape, [convolution, ParametricReLU(alpha: random.tensor([6, 5, 4]))])
    #expect(slopes.optimized().nodes.count == 2)
    let free = try Graph(
      inputs: [.init(name: "x", dimensions: [nil, nil, 4])], nodes: nodes, outputs: [2])
    #expect(free.optimized().nodes.count == 2)
  }
}
