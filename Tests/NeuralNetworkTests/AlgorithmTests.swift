import Testing

@testable import NeuralNetwork

@Suite("Algorithms of convolutions")
struct AlgorithmTests {
  @Test("Every algorithm that applies computes the same", arguments: 0..<60)
  func sameFunction(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let (channels, filters) = (4 * random.integer(1...6), 4 * random.integer(1...7))
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
    #expect(layer.algorithms == [.columns, .winogradOfTwo, .winogradOfFour])
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
    let outputCount = try layer.outputShape(of: [shape]).count
    let input = random.values(2 * shape.count)
    for algorithm in [ConvolutionAlgorithm.direct, .columns] {
      let kernel = try layer.prepare(
        inputs: [shape], maximumBatch: 2, epilogue: layer.epilogue, algorithm: algorithm)
      expectEqual(
        run(kernel, on: input, outputCount: outputCount, batch: 2),
        Reference.convolution(layer, input, shape), within: Tolerance.summed,
        "\(algorithm), \(taps) over \(shape), \(filters) filters, strides \(layer.strides)")
    }
  }

  @Test("Maps smaller than a tile", arguments: 1...3, 1...3)
  func tiny(height: Int, width: Int) throws {
    var random = SeededGenerator(seed: 3 * height + width)
    let layer = try Convolution2D(
      kernel: random.tensor([3, 3, 4, 8]), bias: random.values(8), padding: .same)
    let shape = Shape(height: height, width: width, channels: 4)
    let input = random.values(shape.count)
    for algorithm in layer.algorithms {
      let kernel = try layer.prepare(
        inputs: [shape], maximumBatch: 1, epilogue: layer.epilogue, algorithm: algorithm)
      expectEqual(
        run(kernel, on: input, outputCount: 8 * height * width, batch: 1),
        Reference.convolution(layer, input, shape), within: Tolerance.filtered, "\(algorithm)")
    }
  }

  @Test("More tiles than one block")
  func severalBlocks() throws {
    var random = SeededGenerator(seed: 7)
    let layer = try Convolution2D(
      kernel: random.tensor([3, 3, 4, 4]), bias: nil, padding: .same, activation: .relu)
    let shape = Shape(height: 70, width: 66, channels: 4)
    let input = random.values(shape.count)
    for (algorithm, tiles) in [(ConvolutionAlgorithm.winogradOfTwo, 1155), (.winogradOfFour, 306)] {
      #expect(tiles > 256)
      let kernel = try layer.prepare(
        inputs: [shape], maximumBatch: 1, epilogue: layer.epilogue, algorithm: algorithm)
      expectEqual(
        run(kernel, on: input, outputCount: shape.count, batch: 1),
        Reference.convolution(layer, input, shape), within: Tolerance.filtered, "\(algorithm)")
    }
  }

  @Test("Strides, dilation, groups and odd channels are left to gathered columns")
  func fallsBack() throws {
    var random = SeededGenerator(seed: 8)
    let kernel = try random.tensor([3, 3, 8, 8])
    let two = Size2D(height: 2, width: 2)
    let layers = [
      try Convolution2D(kernel: kernel, bias: nil, strides: two, padding: .same),
      try Convolution2D(kernel: kernel, bias: nil, padding: .same, dilation: two),
      try Convolution2D(kernel: kernel, bias: nil, padding: .same, groups: 2),
      try Convolution2D(kernel: random.tensor([3, 3, 6, 8]), bias: nil, padding: .same),
      try Convolution2D(kernel: random.tensor([3, 3, 8, 6]), bias: nil, padding: .same),
      try Convolution2D(kernel: random.tensor([3, 2, 8, 8]), bias: nil, padding: .same),
    ]
    for layer in layers { #expect(layer.algorithms == [.columns]) }
    let pointwise = try Convolution2D(
      kernel: random.tensor([1, 1, 8, 8]), bias: nil, padding: .same)
    #expect(pointwise.algorithms == [.pointwise])
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
      plan.nodes.map(\.algorithm) == ["Winograd F(4×4, 3×3)", "columns", "product", ""])
    #expect(plan.weightBytes == 4 * plan.parameterCount)
    #expect(plan.transformedWeightBytes == 4 * 36 * 64 * 64)
  }

  @Test("Products in parts are the products", arguments: 0..<40)
  func parts(seed: Int) {
    var random = SeededGenerator(seed: seed)
    let (rows, columns) = (random.integer(1...60), random.integer(1...200))
    let inner = random.integer(1...300)
    let blocks = ProductBlocks(
      rows: random.integer(rows...100), columns: columns, inner: inner,
      smallProduct: [0, 2000, 30_000, 1_000_000][seed % 4])
    let (a, b) = (random.values(rows * inner), random.values(inner * columns))
    var found = [Float](repeating: .nan, count: rows * columns)
    found.withUnsafeMutableBufferPointer { found in
      guard let c = found.baseAddress else { return }
      LinearAlgebra.multiply(
        rows: rows, columns: columns, inner: inner, in: blocks, a: a, aStride: inner, b: b,
        bStride: columns, c: c, cStride: columns)
    }
    let expected = (0..<(rows * columns)).map { place in
      (0..<inner).reduce(0.0) {
        $0 + Double(a[place / columns * inner + $1]) * Double(b[$1 * columns + place % columns])
      }
    }
    expectEqual(
      found, expected, within: Tolerance.summed, "\(rows)×\(inner)×\(columns) by \(blocks)")
  }
}
