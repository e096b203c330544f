import Testing

@testable import NeuralNetwork

@Suite("Algorithms of convolutions")
struct AlgorithmTests {
  @Test("Every algorithm that applies computes the same", arguments: 0..<60)
  func sameFunction(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let (channels, filters) = (4 * random.integer(1...6), 4 * random.integer(3...18))
    let layer = try Convolution2D(
      kernel: random.tensor([3, 3, channels, filters]),
      bias: random.flip() ? random.values(filters) : nil,
      padding: random.flip() ? .same : .valid,
      activation: random.flip() ? .relu : .linear)
    let shape = Shape(
      height: random.integer(3...14), width: random.integer(3...14), channels: channels)
    let outputCount = try layer.outputShape(of: [shape]).count
    let maximumBatch = random.integer(1...4)
    let batch = random.integer(1...maximumBatch)
    let input = random.values(batch * shape.count)
    let expected = Reference.convolution(layer, input, shape)
    #expect(layer.algorithms == [.direct, .winogradOfTwo, .winogradOfFour])
    for algorithm in layer.algorithms {
      let kernel = try layer.prepare(
        inputs: [shape], maximumBatch: maximumBatch, epilogue: layer.epilogue,
        algorithm: algorithm)
      expectEqual(
        run(kernel, on: input, outputCount: outputCount, batch: batch), expected,
        within: algorithm == .winogradOfFour ? Tolerance.filtered : Tolerance.summed,
        "\(algorithm) over \(shape), \(filters) filters")
    }
  }

  @Test("First layers with few channels, strides and dilation", arguments: 0..<40)
  func few(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let channels = random.integer(1...3)
    let filters = 4 * random.integer(1...10)
    let taps = random.size(1...3)
    let layer = try Convolution2D(
      kernel: random.tensor([taps.height, taps.width, channels, filters]),
      bias: random.flip() ? random.values(filters) : nil,
      strides: seed % 2 == 0 ? .one : random.size(2...3),
      padding: random.flip() ? .same : .valid, dilation: random.size(1...2),
      activation: random.flip() ? .relu : .sigmoid)
    let shape = Shape(
      height: random.integer(5...9), width: random.integer(5...9), channels: channels)
    let input = random.values(2 * shape.count)
    expectEqual(
      try run(layer, on: input, shape: shape, batch: 2), Reference.convolution(layer, input, shape),
      within: Tolerance.summed,
      "\(taps) over \(shape), \(filters) filters, strides \(layer.strides)")
  }

  @Test("Maps smaller than a tile", arguments: 1...3, 1...3)
  func tiny(height: Int, width: Int) throws {
    var random = SeededGenerator(seed: 3 * height + width)
    let layer = try Convolution2D(
      kernel: random.tensor([3, 3, 4, 12]), bias: random.values(12), padding: .same)
    let shape = Shape(height: height, width: width, channels: 4)
    let input = random.values(shape.count)
    for algorithm in layer.algorithms {
      let kernel = try layer.prepare(
        inputs: [shape], maximumBatch: 1, epilogue: layer.epilogue, algorithm: algorithm)
      expectEqual(
        run(kernel, on: input, outputCount: 12 * height * width, batch: 1),
        Reference.convolution(layer, input, shape), within: Tolerance.filtered, "\(algorithm)")
    }
  }

  @Test("More tiles than one block")
  func severalBlocks() throws {
    var random = SeededGenerator(seed: 7)
    let layer = try Convolution2D(
      kernel: random.tensor([3, 3, 4, 12]), bias: nil, padding: .same, activation: .relu)
    let shape = Shape(height: 70, width: 66, channels: 4)
    let input = random.values(shape.count)
    for (algorithm, tiles) in [(ConvolutionAlgorithm.winogradOfTwo, 1155), (.winogradOfFour, 306)] {
      #expect(tiles > 256)
      let kernel = try layer.prepare(
        inputs: [shape], maximumBatch: 1, epilogue: layer.epilogue, algorithm: algorithm)
      expectEqual(
        run(kernel, on: input, outputCount: 3 * shape.count, batch: 1),
        Reference.convolution(layer, input, shape), within: Tolerance.filtered, "\(algorithm)")
    }
  }

  @Test("Strides, dilation, groups, few filters and odd channels are left to the direct algorithm")
  func fallsBack() throws {
    var random = SeededGenerator(seed: 8)
    let kernel = try random.tensor([3, 3, 8, 8])
    let two = Size2D(height: 2, width: 2)
    let layers = [
      try Convolution2D(kernel: kernel, bias: nil, padding: .same),
      try Convolution2D(kernel: kernel, bias: nil, strides: two, padding: .same),
      try Convolution2D(kernel: kernel, bias: nil, padding: .same, dilation: two),
      try Convolution2D(kernel: kernel, bias: nil, padding: .same, groups: 2),
      try Convolution2D(kernel: random.tensor([3, 3, 6, 16]), bias: nil, padding: .same),
      try Convolution2D(kernel: random.tensor([3, 3, 8, 18]), bias: nil, padding: .same),
      try Convolution2D(kernel: random.tensor([3, 2, 8, 16]), bias: nil, padding: .same),
    ]
    for layer in layers { #expect(layer.algorithms == [.direct]) }
  }

  @Test("The plan names what it chose, and counts the weights that it keeps")
  func recorded() throws {
    var random = SeededGenerator(seed: 9)
    let graph = try Graph.chain(
      Shape([24, 24, 64]),
      [
        Convolution2D(kernel: random.tensor([3, 3, 64, 64]), bias: nil, padding: .same),
        Convolution2D(
          kernel: random.tensor([3, 3, 64, 8]), bias: nil, strides: Size2D(height: 2, width: 2),
          padding: .same),
        Convolution2D(kernel: random.tensor([1, 1, 8, 8]), bias: nil, padding: .same),
        Flatten(),
      ])
    let plan = try Plan(graph, maximumBatch: 1)
    #expect(
      plan.nodes.map(\.algorithm) == ["Winograd F(4×4, 3×3)", "direct", "product", ""])
    #expect(plan.weightBytes == 4 * plan.parameterCount)
    // Up to eight filters, two rows of weights stand in one of 16.
    #expect(plan.transformedWeightBytes == 4 * (36 * 64 * 64 + 9 * 64 * 8 + 8 * 8))
  }
}
