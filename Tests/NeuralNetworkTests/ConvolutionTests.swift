import Testing

@testable import NeuralNetwork

@Suite("Convolution2D against plain loops")
struct ConvolutionTests {
  @Test("Random shapes, strides, dilations, paddings and groups", arguments: 0..<60)
  func randomShapes(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let groups = [1, 1, 2, 3][seed % 4]
    let perGroup = random.integer(1...5)
    let filters = groups * random.integer(1...12)
    let taps = random.size(1...4)
    let layer = try Convolution2D(
      kernel: random.tensor([taps.height, taps.width, perGroup, filters]),
      bias: random.flip() ? random.values(filters) : nil, strides: random.size(1...3),
      padding: random.flip() ? .same : .valid, dilation: random.size(1...2),
      groups: groups, activation: random.flip() ? .relu : .linear)
    let shape = Shape(
      height: random.integer(7...14), width: random.integer(7...14), channels: groups * perGroup)
    let batch = random.integer(1...3)
    let input = random.values(batch * shape.count)
    expectEqual(
      try run(layer, on: input, shape: shape, batch: batch),
      Reference.convolution(layer, input, shape), within: Tolerance.summed,
      "\(taps) over \(shape), strides \(layer.strides), dilation \(layer.dilation)")
  }

  @Test(
    "A single input channel, with every number of filters around the vector widths",
    arguments: [1, 3, 7, 8, 9, 31, 32, 33, 40, 47], [Padding.same, .valid])
  func singleChannel(filters: Int, padding: Padding) throws {
    var random = SeededGenerator(seed: filters)
    let layer = try Convolution2D(
      kernel: random.tensor([3, 3, 1, filters]), bias: random.values(filters), padding: padding,
      activation: .relu)
    let shape = Shape(height: 6, width: 5, channels: 1)
    let input = random.values(2 * shape.count)
    expectEqual(
      try run(layer, on: input, shape: shape, batch: 2),
      Reference.convolution(layer, input, shape), within: Tolerance.summed, "\(filters) filters")
  }

  @Test("A 1×1 convolution with and without strides", arguments: [1, 2, 3])
  func pointwise(stride: Int) throws {
    var random = SeededGenerator(seed: stride)
    let layer = try Convolution2D(
      kernel: random.tensor([1, 1, 6, 10]), bias: random.values(10),
      strides: Size2D(height: stride, width: stride), padding: .same, activation: .sigmoid)
    let shape = Shape(height: 9, width: 8, channels: 6)
    let input = random.values(2 * shape.count)
    expectEqual(
      try run(layer, on: input, shape: shape, batch: 2),
      Reference.convolution(layer, input, shape), within: Tolerance.summed, "stride \(stride)")
  }

  @Test("More samples, and more lines, than are computed at a time", arguments: [12, 40])
  func severalBlocks(height: Int) throws {
    var random = SeededGenerator(seed: 5)
    let layer = try Convolution2D(
      kernel: random.tensor([3, 3, 128, 2]), bias: random.values(2), padding: .same)
    let shape = Shape(height: height, width: 13, channels: 128)
    let batch = height == 12 ? 3 : 1
    let padded = (height + 2) * (13 + 2) * 128
    #expect(batch == 1 ? padded > CacheBlock.values : CacheBlock.values / padded == 2)
    let input = random.values(batch * shape.count)
    expectEqual(
      try run(layer, on: input, shape: shape, batch: batch),
      Reference.convolution(layer, input, shape), within: Tolerance.summed, "\(shape)")
  }

  @Test("A kernel larger than its input, under same padding", arguments: [1, 2, 3])
  func kernelLargerThanInput(extent: Int) throws {
    var random = SeededGenerator(seed: extent)
    for channels in [1, 3] {
      let layer = try Convolution2D(
        kernel: random.tensor([5, 7, channels, 4]), bias: nil, padding: .same)
      let shape = Shape(height: extent, width: 2, channels: channels)
      let input = random.values(shape.count)
      expectEqual(
        try run(layer, on: input, shape: shape, batch: 1),
        Reference.convolution(layer, input, shape), within: Tolerance.summed, "\(shape)")
    }
  }
}

@Suite("DepthwiseConvolution2D against plain loops")
struct DepthwiseConvolutionTests {
  @Test("Random shapes, strides, dilations, paddings and multipliers", arguments: 0..<40)
  func randomShapes(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let channels = random.integer(1...20)
    let multiplier = [1, 1, 2, 3][seed % 4]
    let taps = random.size(1...4)
    let layer = try DepthwiseConvolution2D(
      kernel: random.tensor([taps.height, taps.width, channels, multiplier]),
      bias: random.flip() ? random.values(channels * multiplier) : nil,
      strides: random.size(1...3), padding: random.flip() ? .same : .valid,
      dilation: random.size(1...2), activation: random.flip() ? .relu : .linear)
    let shape = Shape(
      height: random.integer(7...11), width: random.integer(7...11), channels: channels)
    let batch = random.integer(1...3)
    let input = random.values(batch * shape.count)
    expectEqual(
      try run(layer, on: input, shape: shape, batch: batch),
      Reference.depthwise(layer, input, shape), within: Tolerance.summed,
      "\(taps) over \(shape), strides \(layer.strides), dilation \(layer.dilation)")
  }

  @Test(
    "Three taps over rows of all lengths around those taken four at a time",
    arguments: [1, 4, 7, 8, 33], 1...12)
  func threeTaps(channels: Int, width: Int) throws {
    var random = SeededGenerator(seed: width)
    for stride in 1...3 {
      let layer = try DepthwiseConvolution2D(
        kernel: random.tensor([3, 3, channels, 1]),
        bias: random.flip() ? random.values(channels) : nil,
        strides: Size2D(height: random.integer(1...2), width: stride), padding: .same,
        activation: random.flip() ? .relu : .linear)
      let shape = Shape(height: random.integer(1...5), width: width, channels: channels)
      let input = random.values(2 * shape.count)
      expectEqual(
        try run(layer, on: input, shape: shape, batch: 2),
        Reference.depthwise(layer, input, shape), within: Tolerance.summed,
        "\(shape), strides \(layer.strides)")
    }
  }
}
