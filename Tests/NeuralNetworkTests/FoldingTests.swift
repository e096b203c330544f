import Testing

@testable import NeuralNetwork

@Suite("Folding into weights")
struct FoldingTests {
  /// Layers with weights that take what is linear before or after them; whether they take what is
  /// before them.
  static func weighted() throws -> [(layer: any Layer, input: Shape, before: Bool)] {
    var random = SeededGenerator(seed: 31)
    let map = Shape([6, 5, 4])
    let sequence = Shape([9, 4])
    let two = Size2D(height: 2, width: 2)
    return [
      (
        try Convolution2D(
          kernel: random.tensor([3, 2, 4, 6]), bias: random.values(6), padding: .valid), map, true
      ),
      (
        try Convolution2D(
          kernel: random.tensor([3, 2, 2, 6]), bias: nil, padding: .valid, groups: 2), map, true
      ),
      (
        try Convolution2D(
          kernel: random.tensor([1, 1, 4, 6]), bias: nil, strides: two, padding: .same), map, true
      ),
      (
        try Convolution2D(kernel: random.tensor([3, 3, 4, 6]), bias: nil, padding: .same), map,
        false
      ),
      (
        try DepthwiseConvolution2D(
          kernel: random.tensor([3, 3, 4, 3]), bias: random.values(12), padding: .valid), map, true
      ),
      (
        try DepthwiseConvolution2D(kernel: random.tensor([3, 3, 4, 1]), bias: nil, padding: .same),
        map, false
      ),
      (try Dense(kernel: random.tensor([4, 6]), bias: random.values(6)), map, true),
      (
        try ConvolutionTranspose(
          kernel: random.tensor([3, 3, 6, 4]), bias: random.values(6), strides: [2, 2],
          padding: .same), map, false
      ),
      (
        try Convolution1D(
          kernel: random.tensor([3, 4, 6]), bias: random.values(6), padding: .valid), sequence, true
      ),
      (
        try Convolution1D(kernel: random.tensor([3, 4, 6]), bias: nil, padding: .causal), sequence,
        false
      ),
      (
        try DepthwiseConvolution1D(kernel: random.tensor([3, 4, 2]), bias: nil, padding: .valid),
        sequence, true
      ),
      (
        try Convolution3D(
          kernel: random.tensor([2, 2, 2, 4, 6]), bias: random.values(6), padding: .valid),
        Shape([3, 4, 3, 4]), true
      ),
    ]
  }

  private func expectSame(
    _ graph: Graph, _ options: OptimizationOptions, nodes: Int, _ shape: Shape,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var random = SeededGenerator(seed: 32)
    let optimized = graph.optimized(options)
    #expect(optimized.nodes.count == nodes, sourceLocation: sourceLocation)
    let input = random.values(2 * shape.count)
    expectEqual(
      try optimized.predict(input, batch: 2), try graph.predict(input, batch: 2),
      within: Tolerance.summed, "\(graph.nodes.map(\.layer.operation))",
      sourceLocation: sourceLocation)
  }

  @Test(
    "A batch normalization and an activation go into every layer before them", arguments: 0..<12)
  func after(index: Int) throws {
    let (layer, shape, _) = try Self.weighted()[index]
    var random = SeededGenerator(seed: index)
    let output = try layer.outputShape(of: [shape])
    // A dense layer takes any rank, so that it cannot know a numbered axis to be the last.
    for axis in layer is Dense ? [-1] : [-1, output.rank - 1] {
      let channels = output.channels
      let graph = try Graph.chain(
        shape,
        [
          layer,
          BatchNormalization(
            gamma: random.values(channels), beta: random.values(channels),
            mean: random.values(channels), variance: random.values(channels, in: 0.1...2),
            epsilon: 0.001, axis: axis),
          ElementwiseActivation(.elu(alpha: 1)),
        ])
      try expectSame(graph, .all, nodes: 1, shape)
      try expectSame(graph, .foldBatchNormalization, nodes: 2, shape)
      try expectSame(graph, .fuseActivations, nodes: 2, shape)
      try expectSame(graph, [], nodes: 3, shape)
    }
  }

  @Test("What scales channels goes into the layer after it, unless that pads", arguments: 0..<12)
  func before(index: Int) throws {
    let (layer, shape, folds) = try Self.weighted()[index]
    var random = SeededGenerator(seed: index)
    let variance = random.values(4, in: 0.1...2)
    let scalings: [any Layer] = [
      try random.normalization(channels: 4),
      try BatchNormalization(
        gamma: nil, beta: random.values(4), mean: random.values(4), variance: variance,
        epsilon: 0.001, axis: shape.rank - 1),
      try Rescaling(scale: [1 / 127.5], offset: [-1]),
      try Rescaling(scale: random.values(4), offset: [0.5]),
      try Normalization(mean: random.values(4), variance: variance, axes: [-1]),
      try Normalization(mean: [0.5], variance: [2], axes: []),
      try Normalization(mean: random.values(4), variance: variance, axes: [-1], invert: true),
    ]
    for scaling in scalings {
      // A batch normalization along a numbered axis of a dense layer's input may be any axis.
      let known = (scaling as? BatchNormalization)?.axis ?? -1 < 0 || !(layer is Dense)
      let graph = try Graph.chain(shape, [scaling, layer, ElementwiseActivation(.relu)])
      try expectSame(graph, .all, nodes: folds && known ? 1 : 2, shape)
      try expectSame(graph, .foldScalingIntoNext, nodes: folds && known ? 2 : 3, shape)
      try expectSame(graph, [], nodes: 3, shape)
    }
  }

  @Test("Scalings of other axes, with an activation, or with other readers stay")
  func notFolded() throws {
    var random = SeededGenerator(seed: 33)
    let shape = Shape([4, 4, 4])
    let layer = try Convolution2D(kernel: random.tensor([2, 2, 4, 4]), bias: nil, padding: .valid)
    let other = try BatchNormalization(
      gamma: nil, beta: nil, mean: random.values(4), variance: random.values(4, in: 1...2),
      epsilon: 0.01, axis: 0)
    try expectSame(Graph.chain(shape, [other, layer]), .all, nodes: 2, shape)
    let nonlinear = try random.normalization(channels: 4, activation: .relu)
    try expectSame(Graph.chain(shape, [nonlinear, layer]), .all, nodes: 2, shape)
    let graph = try Graph(
      inputs: [.init(name: "x", dimensions: shape.dimensions)],
      nodes: [
        .init(name: "norm", layer: random.normalization(channels: 4), inputs: [0]),
        .init(name: "conv", layer: layer, inputs: [1]),
      ], outputs: [2, 1])
    #expect(graph.optimized().nodes.count == 2)
  }

  @Test("A normalization after another number of channels is left for the plan to refuse")
  func wrongChannels() throws {
    var random = SeededGenerator(seed: 34)
    let graph = try Graph.chain(
      Shape([4, 4, 4]),
      [
        Convolution2D(kernel: random.tensor([2, 2, 4, 4]), bias: nil, padding: .valid),
        random.normalization(channels: 1),
      ])
    #expect(throws: NeuralNetworkError.self) { try Plan(graph.optimized(), maximumBatch: 1) }
  }

  @Test("Activations go into merges too")
  func merges() throws {
    let shape = Shape([3, 4])
    for layer in [
      try ConstantMerge(.multiplication, number: 2), try ConstantMerge(.addition, number: 1),
    ] {
      try expectSame(
        Graph.chain(shape, [layer, ElementwiseActivation(.tanh)]), .fuseActivations, nodes: 1,
        shape)
    }
  }

  @Test("Layers that do nothing vanish")
  func identities() throws {
    let shape = Shape([3, 4, 2])
    let identities: [any Layer] = [
      try ZeroPadding(before: [0, 0], after: [0, 0]), try Cropping(before: [0, 0], after: [0, 0]),
      try UpSampling(size: [1, 1]), try UpSampling(size: [1, 1], interpolation: .bilinear),
      try Permute(axes: [0, 1, 2]), try Rescaling(scale: [1], offset: [0]),
      try Pooling2D(kind: .average, poolSize: .one, strides: .one, padding: .same),
      try ConstantMerge(.addition, number: 0), try ConstantMerge(.multiplication, number: 1),
      try ConstantMerge(.subtraction, number: 0), try ConstantMerge(.division, number: 1),
    ]
    for layer in identities {
      let graph = try Graph.chain(shape, [layer])
      try expectSame(graph, .removeIdentities, nodes: 0, shape)
      try expectSame(graph, [], nodes: 1, shape)
    }
    let others: [any Layer] = [
      try ConstantMerge(.subtraction, number: 0, constantFirst: true),
      try ConstantMerge(.division, number: 1, constantFirst: true),
      try ConstantMerge(.maximum, number: 0), try Rescaling(scale: [1], offset: [1]),
      try Permute(axes: [1, 0, 2]),
      try Pooling2D(
        kind: .average, poolSize: .one, strides: Size2D(height: 2, width: 2), padding: .same),
    ]
    for layer in others {
      try expectSame(Graph.chain(shape, [layer]), .all, nodes: 1, shape)
    }
  }

  @Test("Permutations one after the other become one, or none")
  func permutations() throws {
    let shape = Shape([2, 3, 4])
    let (there, back) = (try Permute(axes: [2, 0, 1]), try Permute(axes: [1, 2, 0]))
    try expectSame(Graph.chain(shape, [there, there]), .mergePermutations, nodes: 1, shape)
    try expectSame(Graph.chain(shape, [there, back]), .all, nodes: 0, shape)
    try expectSame(
      Graph.chain(shape, [there, ElementwiseActivation(.linear), back]), .all, nodes: 0, shape)
    try expectSame(Graph.chain(shape, [there, there, there, there]), .all, nodes: 1, shape)
  }

  @Test("Nodes that no output needs are dropped, and do not keep others from merging")
  func unusedNodes() throws {
    var random = SeededGenerator(seed: 35)
    let shape = Shape([4, 4, 4])
    let layer = try Convolution2D(kernel: random.tensor([2, 2, 4, 4]), bias: nil, padding: .valid)
    let graph = try Graph(
      inputs: [.init(name: "x", dimensions: shape.dimensions)],
      nodes: [
        .init(name: "conv", layer: layer, inputs: [0]),
        .init(name: "unused", layer: Softmax(), inputs: [1]),
        .init(name: "norm", layer: random.normalization(channels: 4), inputs: [1]),
        .init(name: "unused too", layer: Flatten(), inputs: [2]),
      ], outputs: [3])
    #expect(graph.optimized().nodes.map(\.name) == ["conv"])
    #expect(graph.optimized(.removeUnusedNodes).nodes.map(\.name) == ["conv", "norm"])
    try expectSame(graph, .all, nodes: 1, shape)
  }

  @Test("Graphs of all layers compute the same after every option", arguments: 0..<7)
  func everyOption(bit: Int) throws {
    var random = SeededGenerator(seed: 36)
    for example in try LayerExample.all(seed: 37) where example.inputs.count == 1 {
      let shape = example.inputs[0]
      let output = try example.layer.outputShape(of: [shape])
      let graph = try Graph.chain(
        shape,
        [
          Rescaling(scale: [0.5], offset: [0.25]), random.normalization(channels: shape.channels),
          example.layer, random.normalization(channels: output.channels),
          ElementwiseActivation(.linear), ElementwiseActivation(.relu),
        ])
      let input = random.values(2 * shape.count)
      let expected = try graph.predict(input, batch: 2)
      for options in [OptimizationOptions(rawValue: 1 << bit), .all] {
        expectEqual(
          try graph.optimized(options).predict(input, batch: 2), expected,
          within: Tolerance.summed, "\(example.layer.operation), options \(options.rawValue)")
      }
    }
  }
}
