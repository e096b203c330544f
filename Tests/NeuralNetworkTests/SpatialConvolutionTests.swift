import Testing

@testable import NeuralNetwork

@Suite("Convolutions of sequences and volumes against plain loops")
struct SpatialConvolutionTests {
  @Test("Sequences: random lengths, strides, dilations, paddings and groups", arguments: 0..<45)
  func sequences(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let groups = [1, 1, 2][seed % 3]
    let perGroup = random.integer(1...4)
    let filters = groups * random.integer(1...9)
    let taps = random.integer(1...4)
    let reference = Reference.Convolution(
      strides: [random.integer(1...3)], padding: [.valid, .same, .causal][seed / 3 % 3],
      dilation: [random.integer(1...2)], groups: groups,
      activation: random.flip() ? .relu : .linear)
    let kernel = try random.tensor([taps, perGroup, filters])
    let bias = random.flip() ? random.values(filters) : nil
    let layer = try Convolution1D(
      kernel: kernel, bias: bias, stride: reference.strides[0], padding: reference.padding,
      dilation: reference.dilation[0], groups: groups, activation: reference.activation)
    let shape = Shape([random.integer(7...14), groups * perGroup])
    let input = random.values(2 * shape.count)
    expectEqual(
      try run(layer, on: input, shape: shape, batch: 2),
      Grid.map(input, shape) { reference($0, kernel: Grid(kernel), bias: bias) },
      within: Tolerance.summed, "\(taps) over \(shape), \(reference)")
    #expect(layer.parameterCount == kernel.values.count + (bias?.count ?? 0))
  }

  @Test("With causal padding nothing later has an influence")
  func causal() throws {
    var random = SeededGenerator(seed: 1)
    let layer = try Convolution1D(
      kernel: random.tensor([3, 2, 4]), bias: nil, padding: .causal, dilation: 2)
    let shape = Shape([9, 2])
    var input = random.values(shape.count)
    let before = try run(layer, on: input, shape: shape, batch: 1)
    for index in (5 * 2)..<input.count { input[index] = 100 }
    let after = try run(layer, on: input, shape: shape, batch: 1)
    #expect(before.prefix(5 * 4) == after.prefix(5 * 4))
    #expect(before.dropFirst(5 * 4) != after.dropFirst(5 * 4))
  }

  @Test("Depthwise, of sequences", arguments: 0..<20)
  func depthwise(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let (channels, multiplier) = (random.integer(1...11), random.integer(1...3))
    let taps = random.integer(1...4)
    let kernel = try random.tensor([taps, channels, multiplier])
    let bias = random.flip() ? random.values(channels * multiplier) : nil
    let reference = Reference.Convolution(
      strides: [random.integer(1...3)], padding: [.valid, .same, .causal][seed % 3],
      dilation: [random.integer(1...2)], groups: channels)
    let layer = try DepthwiseConvolution1D(
      kernel: kernel, bias: bias, stride: reference.strides[0], padding: reference.padding,
      dilation: reference.dilation[0])
    let shape = Shape([random.integer(7...12), channels])
    let input = random.values(2 * shape.count)
    // A group per channel, whose filters are the channel's.
    let grouped = Grid([taps, 1, channels * multiplier], kernel.values)
    expectEqual(
      try run(layer, on: input, shape: shape, batch: 2),
      Grid.map(input, shape) { reference($0, kernel: grouped, bias: bias) },
      within: Tolerance.summed, "\(taps) over \(shape), \(reference)")
  }

  @Test("Volumes: random extents, strides, dilations, paddings and groups", arguments: 0..<30)
  func volumes(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let groups = [1, 1, 2][seed % 3]
    let perGroup = random.integer(1...3)
    let filters = groups * random.integer(1...5)
    func three(_ range: ClosedRange<Int>) -> [Int] {
      (0..<3).map { _ in random.integer(range) }
    }
    let reference = Reference.Convolution(
      strides: three(1...2), padding: random.flip() ? .same : .valid, dilation: three(1...2),
      groups: groups, activation: random.flip() ? .relu : .linear)
    let kernel = try random.tensor(three(1...3) + [perGroup, filters])
    let bias = random.flip() ? random.values(filters) : nil
    let layer = try Convolution3D(
      kernel: kernel, bias: bias, strides: Size3D(reference.strides), padding: reference.padding,
      dilation: Size3D(reference.dilation), groups: groups, activation: reference.activation)
    let shape = Shape(three(5...6) + [groups * perGroup])
    let input = random.values(2 * shape.count)
    expectEqual(
      try run(layer, on: input, shape: shape, batch: 2),
      Grid.map(input, shape) { reference($0, kernel: Grid(kernel), bias: bias) },
      within: Tolerance.summed, "\(kernel.dimensions) over \(shape), \(reference)")
  }

  @Test("A convolution whose groups are not those of its input is refused")
  func groups() throws {
    var random = SeededGenerator(seed: 2)
    let kernel = try random.tensor([3, 3, 2, 6])
    let layer = try Convolution2D(kernel: kernel, bias: nil, padding: .same, groups: 3)
    #expect(try layer.outputShape(of: [Shape([4, 4, 6])]) == Shape([4, 4, 6]))
    #expect(throws: NeuralNetworkError.self) { try layer.outputShape(of: [Shape([4, 4, 4])]) }
    for groups in [0, -1, 4, 5, Int.max] {
      #expect(throws: NeuralNetworkError.self) {
        try Convolution2D(kernel: kernel, bias: nil, padding: .same, groups: groups)
      }
    }
  }
}

extension Size3D {
  init(_ extents: [Int]) {
    self.init(depth: extents[0], height: extents[1], width: extents[2])
  }
}

@Suite("ConvolutionTranspose against plain loops")
struct ConvolutionTransposeTests {
  @Test(
    "Along one, two and three axes, with strides or dilation, and output padding",
    arguments: 1...3, 0..<40)
  func random(axes: Int, seed: Int) throws {
    var random = SeededGenerator(seed: seed * 3 + axes)
    func numbers(_ range: ClosedRange<Int>) -> [Int] {
      (0..<axes).map { _ in random.integer(range) }
    }
    let strides = seed % 2 == 0 ? numbers(1...3) : numbers(1...1)
    let dilation = seed % 2 == 0 ? nil : numbers(1...2)
    let padding: Padding = seed / 2 % 2 == 0 ? .same : .valid
    let pads = seed / 4 % 2 == 0
    var taps = numbers(1...(axes == 3 ? 3 : 4))
    if pads, padding == .same { taps = taps.map { $0 / 2 * 2 + 1 } }
    let (filters, channels) = (random.integer(1...5), random.integer(1...4))
    let layer = try ConvolutionTranspose(
      kernel: random.tensor(taps + [filters, channels]),
      bias: random.flip() ? random.values(filters) : nil, strides: strides, padding: padding,
      dilation: dilation, outputPadding: pads ? strides.map { random.integer(0...($0 - 1)) } : nil,
      activation: random.flip() ? .relu : .linear)
    let shape = Shape(numbers(1...4) + [channels])
    let input = random.values(2 * shape.count)
    let expected = Grid.map(input, shape) { Reference.transposed(layer, $0) }
    expectEqual(
      try run(layer, on: input, shape: shape, batch: 2), expected, within: Tolerance.summed,
      "\(taps) over \(shape), strides \(strides), \(padding), \(layer.outputPadding ?? [])")
  }

  @Test("More input pixels than one block")
  func severalBlocks() throws {
    var random = SeededGenerator(seed: 3)
    let layer = try ConvolutionTranspose(
      kernel: random.tensor([3, 3, 4, 2]), bias: random.values(4), strides: [2, 2],
      padding: .same)
    let shape = Shape([60, 30, 2])
    #expect(1800 > CacheBlock.rows(ofValues: 2 + 36))
    let input = random.values(shape.count)
    expectEqual(
      try run(layer, on: input, shape: shape, batch: 1),
      Grid.map(input, shape) { Reference.transposed(layer, $0) }, within: Tolerance.summed,
      "\(shape)")
  }

  @Test("What Keras refuses is refused")
  func refused() throws {
    var random = SeededGenerator(seed: 4)
    let odd = try random.tensor([3, 3, 2, 2])
    let even = try random.tensor([2, 2, 2, 2])
    let refused: [() throws -> any Layer] = [
      {
        try ConvolutionTranspose(
          kernel: odd, bias: nil, strides: [2, 2], padding: .same, dilation: [2, 2])
      },
      {
        try ConvolutionTranspose(
          kernel: even, bias: nil, strides: [2, 2], padding: .same, outputPadding: [0, 0])
      },
      {
        try ConvolutionTranspose(
          kernel: odd, bias: nil, strides: [2, 2], padding: .same, outputPadding: [2, 0])
      },
      { try ConvolutionTranspose(kernel: odd, bias: nil, strides: [2], padding: .same) },
      { try ConvolutionTranspose(kernel: odd, bias: nil, strides: [0, 1], padding: .same) },
      { try ConvolutionTranspose(kernel: odd, bias: nil, strides: [1, 1], padding: .causal) },
      { try ConvolutionTranspose(kernel: odd, bias: [1], strides: [1, 1], padding: .same) },
      {
        try ConvolutionTranspose(
          kernel: odd, bias: nil, strides: [1, 1], padding: .valid, outputPadding: [-1, 0])
      },
    ]
    for (index, make) in refused.enumerated() {
      #expect(throws: NeuralNetworkError.self, "case \(index)") { _ = try make() }
    }
  }
}

@Suite("LocallyConnected against plain loops")
struct LocallyConnectedTests {
  @Test("Sequences and maps", arguments: 1...2, 0..<12)
  func random(axes: Int, seed: Int) throws {
    var random = SeededGenerator(seed: seed * 2 + axes)
    func numbers(_ range: ClosedRange<Int>) -> [Int] {
      (0..<axes).map { _ in random.integer(range) }
    }
    let (size, strides) = (numbers(1...3), numbers(1...2))
    let (channels, filters) = (random.integer(1...4), random.integer(1...5))
    let extents = numbers(4...6)
    let outputs = (0..<axes).map { (extents[$0] - size[$0]) / strides[$0] + 1 }
    let places = outputs.reduce(1, *)
    let kernel = try random.tensor([places, size.reduce(channels, *), filters])
    let bias = random.flip() ? random.values(places * filters) : nil
    let layer = try LocallyConnected(
      kernel: kernel, bias: bias, kernelSize: size, strides: strides, activation: .relu)
    let shape = Shape(extents + [channels])
    let input = random.values(3 * shape.count)
    let expected = Grid.map(input, shape) { map in
      var index = -1
      return Grid.filled(outputs + [filters]) { place in
        index += 1
        var sum = Double(bias?[index] ?? 0)
        for (number, tap) in Grid.places(size + [channels]).enumerated() {
          let source = (0..<axes).map { place[$0] * strides[$0] + tap[$0] } + [tap[axes]]
          let weight = Grid(kernel)[[index / filters, number, place[axes]]]
          sum += (map[source] ?? 0) * (weight ?? 0)
        }
        return max(sum, 0)
      }
    }
    expectEqual(
      try run(layer, on: input, shape: shape, batch: 3), expected, within: Tolerance.summed,
      "\(size) over \(shape), strides \(strides)")
    #expect(throws: NeuralNetworkError.self) {
      try layer.outputShape(of: [Shape(extents.map { $0 + 3 } + [channels])])
    }
  }
}
