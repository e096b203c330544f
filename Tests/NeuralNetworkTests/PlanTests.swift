import Testing

@testable import NeuralNetwork

@Suite("Plan")
struct PlanTests {
  /// A small convolutional classifier with every kind of kernel.
  static func classifier() throws -> Graph {
    var random = SeededGenerator(seed: 11)
    let two = Size2D(height: 2, width: 2)
    return try Graph.chain(
      Shape(height: 16, width: 16, channels: 1),
      [
        Convolution2D(
          kernel: random.tensor([3, 3, 1, 8]), bias: random.values(8), padding: .valid,
          activation: .relu),
        DepthwiseConvolution2D(kernel: random.tensor([3, 3, 8, 1]), bias: nil, padding: .same),
        Convolution2D(kernel: random.tensor([1, 1, 8, 12]), bias: nil, padding: .same),
        random.normalization(channels: 12, activation: .relu),
        Pooling2D(kind: .maximum, poolSize: two, strides: two, padding: .valid),
        Convolution2D(kernel: random.tensor([3, 3, 12, 16]), bias: nil, padding: .same),
        ElementwiseActivation(.tanh),
        Flatten(),
        Dense(kernel: random.tensor([7 * 7 * 16, 7]), bias: random.values(7)),
        Softmax(),
      ])
  }

  @Test("A sample's result does not depend on the other samples of its batch")
  func batchIndependence() throws {
    let plan = try Plan(Self.classifier(), maximumBatch: 9)
    let context = plan.makeContext()
    var random = SeededGenerator(seed: 3)
    let sample = random.values(plan.inputShape.count)
    let alone = try context.predict(sample, batch: 1)
    for batch in 2...9 {
      for position in [0, batch / 2, batch - 1] {
        var input = random.values(batch * sample.count, in: -50...50)
        input.replaceSubrange(
          (position * sample.count)..<((position + 1) * sample.count), with: sample)
        let found = try context.predict(input, batch: batch)
        expectEqual(
          Array(found[(position * 7)..<((position + 1) * 7)]), alone, within: Tolerance.close,
          "sample \(position) of \(batch)")
      }
    }
  }

  @Test("The same bits at every call, in every context, on every thread")
  func reproducible() async throws {
    let plan = try Plan(Self.classifier(), maximumBatch: 5)
    var random = SeededGenerator(seed: 4)
    let input = random.values(5 * plan.inputShape.count)
    let context = plan.makeContext()
    let first = try context.predict(input, batch: 5)
    _ = try context.predict(Array(input.prefix(2 * plan.inputShape.count)), batch: 2)
    #expect(try context.predict(input, batch: 5) == first)
    #expect(try plan.makeContext().predict(input, batch: 5) == first)
    let results = try await withThrowingTaskGroup(of: [Float].self) { group in
      for _ in 0..<8 {
        group.addTask { try plan.makeContext().predict(input, batch: 5) }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results.allSatisfy { $0 == first })
  }

  @Test("Spans give what arrays give, and nothing beyond the batch is written")
  func spans() throws {
    let plan = try Plan(Self.classifier(), maximumBatch: 3)
    var random = SeededGenerator(seed: 5)
    let input = random.values(2 * plan.inputShape.count)
    let context = plan.makeContext()
    var output = [Float](repeating: -1, count: 14)
    var span = output.mutableSpan
    try context.run(batch: 2, input: input.span, output: &span)
    #expect(try output == context.predict(input, batch: 2))
  }

  @Test("The tutorial network counts what Keras counts")
  func counts() throws {
    let two = Size2D(height: 2, width: 2)
    let pool = try Pooling2D(kind: .maximum, poolSize: two, strides: two, padding: .valid)
    func zeros(_ dimensions: [Int]) throws -> Tensor {
      let count = dimensions.reduce(1, *)
      return try #require(
        Tensor(dimensions: dimensions, values: [Float](repeating: 0, count: count)))
    }
    func convolution(_ channels: Int, _ filters: Int) throws -> Convolution2D {
      try Convolution2D(
        kernel: zeros([3, 3, channels, filters]), bias: [Float](repeating: 0, count: filters),
        padding: .valid, activation: .relu)
    }
    func dense(_ features: Int, _ units: Int) throws -> Dense {
      try Dense(kernel: zeros([features, units]), bias: [Float](repeating: 0, count: units))
    }
    let graph = try Graph.chain(
      Shape(height: 48, width: 48, channels: 1),
      [
        convolution(1, 32), convolution(32, 64), pool, convolution(64, 128), pool,
        convolution(128, 128), pool, Flatten(), dense(2048, 1024), dense(1024, 7), Softmax(),
      ])
    let plan = try Plan(graph, maximumBatch: 32)
    #expect(plan.parameterCount == 2_345_607)
    #expect(plan.multiplyAdds == 77_326_464)
    #expect(plan.outputShape == Shape([7]))
    #expect(plan.nodes[1].outputShape == Shape([44, 44, 64]))
    #expect(plan.nodes[1].operation == "Convolution2D")
    #expect(plan.nodes[1].parameterCount == 18_496)
    #expect(plan.nodes[1].multiplyAdds == 44 * 44 * 64 * 288)
    #expect(plan.weightBytes == 4 * 2_345_607)
    // The largest layer alone would take 32 · 44 · 44 · 64 floats.
    #expect(plan.peakBytes < 8_000_000)
  }

  @Test("A free dimension is given with the plan")
  func freeDimensions() throws {
    var random = SeededGenerator(seed: 6)
    let graph = try Graph(
      inputs: [.init(name: "image", dimensions: [nil, nil, 3])],
      nodes: [
        .init(
          name: "conv",
          layer: Convolution2D(kernel: random.tensor([3, 3, 3, 4]), bias: nil, padding: .valid),
          inputs: [0])
      ], outputs: [1])
    let shape = Shape(height: 9, width: 6, channels: 3)
    #expect(
      try Plan(graph, inputShapes: [shape], maximumBatch: 1).outputShape == Shape([7, 4, 4]))
    #expect(throws: NeuralNetworkError.self) { try Plan(graph, maximumBatch: 1) }
    #expect(throws: NeuralNetworkError.self) {
      try Plan(graph, inputShapes: [Shape([9, 6, 1])], maximumBatch: 1)
    }
    #expect(throws: NeuralNetworkError.self) {
      try Plan(graph, inputShapes: [], maximumBatch: 1)
    }
  }

  @Test("Batches and buffers of the wrong size are refused")
  func wrongSizes() throws {
    let plan = try Plan(Self.classifier(), maximumBatch: 2)
    let context = plan.makeContext()
    let input = [Float](repeating: 0, count: 3 * plan.inputShape.count)
    for batch in [-1, 0, 3, Int.max] {
      #expect(throws: NeuralNetworkError.self) { try context.predict(input, batch: batch) }
    }
    #expect(throws: NeuralNetworkError.self) { try context.predict(input, batch: 2) }
    #expect(throws: NeuralNetworkError.self) { try context.predict([input, input], batch: 2) }
    for maximumBatch in [Int.min, 0, Int.max] {
      #expect(throws: NeuralNetworkError.self) {
        try Plan(Self.classifier(), maximumBatch: maximumBatch)
      }
    }
  }
}
