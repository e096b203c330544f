import Testing

@testable import NeuralNetwork

@Suite("Element-wise layers against plain loops")
struct ElementwiseTests {
  static let activations: [Activation] = [
    .linear, .relu, .relu6, .relu(maximum: 6, negativeSlope: 0.1, threshold: 1),
    .relu(maximum: nil, negativeSlope: 0, threshold: 0.5), .leakyRelu(slope: 0.3),
    .leakyRelu(slope: 2), .elu(alpha: 1), .elu(alpha: 0.5), .selu, .sigmoid,
    .hardSigmoid(slope: 0.2, offset: 0.5), .hardSigmoid(slope: 1 / 6, offset: 0.5), .tanh,
    .softplus, .softsign, .exponential, .silu, .gelu, .mish,
    .hardSilu, .geluTanh, .celu(alpha: 1), .celu(alpha: 0.3), .logSigmoid, .hardTanh,
    .clip(minimum: -0.5, maximum: 2), .softShrink(threshold: 0.5), .hardShrink(threshold: 0.5),
    .tanhShrink, .squareplus(b: 4), .sparsePlus, .threshold(1, value: 0), .threshold(-1, value: 7),
  ]

  @Test("Every activation on random and special values", arguments: activations)
  func activation(activation: Activation) throws {
    var random = SeededGenerator(seed: 1)
    let input =
      random.values(100, in: -8...8) + [
        0, -0.0, 1e-30, -1e-30, 0.5, 1, 6, -3, 3, -2.5, 2.5, 20, -20,
      ]
    let expected = input.map { Reference.activation(activation, Double($0)) }
    let found = try run(
      ElementwiseActivation(activation), on: input, shape: Shape([input.count]), batch: 1)
    for (x, pair) in zip(input, zip(found, expected)) {
      #expect(
        abs(Double(pair.0) - pair.1) <= Tolerance.close * max(1, abs(pair.1)),
        "\(activation) of \(x) is \(pair.0), expected \(pair.1)")
    }
  }

  @Test(
    "Large arguments stay finite",
    arguments: [
      Activation.sigmoid, .softplus, .silu, .gelu, .mish, .tanh, .softsign, .elu(alpha: 1),
      .celu(alpha: 2), .logSigmoid, .geluTanh, .squareplus(b: 4),
      .hardSilu,
    ])
  func largeArguments(activation: Activation) throws {
    let input: [Float] = [1000, -1000, 1e30, -1e30, 88, -88, 104, -104]
    let found = try run(
      ElementwiseActivation(activation), on: input, shape: Shape([input.count]), batch: 1)
    for (x, y) in zip(input, found) {
      let expected = Reference.activation(activation, Double(x))
      #expect(
        abs(Double(y) - expected) <= Tolerance.close * max(1, abs(expected)),
        "\(activation) of \(x) is \(y)")
    }
  }

  @Test("The activation within a layer is that of a layer of its own", arguments: activations)
  func fusedActivation(activation: Activation) throws {
    var random = SeededGenerator(seed: 2)
    let kernel = try random.tensor([3, 3, 2, 5])
    let bias = random.values(5)
    let shape = Shape(height: 4, width: 4, channels: 2)
    let input = random.values(2 * shape.count)
    let fused = try Graph.chain(
      shape,
      [Convolution2D(kernel: kernel, bias: bias, padding: .same, activation: activation)])
    let apart = try Graph.chain(
      shape,
      [
        Convolution2D(kernel: kernel, bias: bias, padding: .same),
        ElementwiseActivation(activation),
      ])
    #expect(try fused.predict(input, batch: 2) == apart.predict(input, batch: 2))
  }

  @Test("Softmax of rows sums to one, and large values do not overflow")
  func softmax() throws {
    var random = SeededGenerator(seed: 4)
    let input = random.values(6 * 7, in: -30...30) + [1000, 999, -1000, 0, 0, 0, 0]
    let found = try run(Softmax(), on: input, shape: Shape([7]), batch: 7)
    expectEqual(
      found, Reference.softmax(input, channels: 7), within: Tolerance.close, "softmax")
    for row in 0..<7 {
      let sum = found[(row * 7)..<(row * 7 + 7)].reduce(0, +)
      #expect(abs(sum - 1) < Float(Tolerance.close))
    }
    #expect(try run(Softmax(), on: [5, -3], shape: Shape([1]), batch: 2) == [1, 1])
  }

  @Test("The sum of two and of three inputs, the same one twice included")
  func addition() throws {
    var random = SeededGenerator(seed: 6)
    let shape = Shape(height: 2, width: 3, channels: 5)
    let input = Graph.Input(name: "x", dimensions: shape.dimensions)
    for inputs in [[0, 1], [0, 1, 0], [2, 1, 0], [2, 2, 2], [0, 0]] {
      let graph = try Graph(
        inputs: [input, input, input],
        nodes: [.init(name: "sum", layer: Addition(activation: .relu), inputs: inputs)],
        outputs: [3])
      let values = (0..<3).map { _ in random.values(2 * shape.count) }
      let found = try Plan(graph, maximumBatch: 2).makeContext().predict(values, batch: 2)
      let expected = values[0].indices.map { index in
        max(0, inputs.reduce(0.0) { $0 + Double(values[$1][index]) })
      }
      expectEqual(found[0], expected, within: Tolerance.close, "\(inputs)")
    }
  }

  @Test("Zero padding frames the map")
  func zeroPadding() throws {
    let layer = try ZeroPadding2D(top: 1, bottom: 0, left: 2, right: 1)
    let shape = Shape(height: 2, width: 1, channels: 2)
    #expect(try layer.outputShape(of: [shape]) == Shape([3, 4, 2]))
    let found = try run(layer, on: [1, 2, 3, 4, 5, 6, 7, 8], shape: shape, batch: 2)
    #expect(
      found == [
        0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 1, 2, 0, 0,
        0, 0, 0, 0, 3, 4, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 5, 6, 0, 0,
        0, 0, 0, 0, 7, 8, 0, 0,
      ])
  }

  @Test("Flattening keeps the order of the values")
  func flatten() throws {
    let shape = Shape(height: 2, width: 2, channels: 3)
    let input = (0..<24).map { Float($0) }
    #expect(try Flatten().outputShape(of: [shape]) == Shape([12]))
    #expect(try run(Flatten(), on: input, shape: shape, batch: 2) == input)
  }
}
