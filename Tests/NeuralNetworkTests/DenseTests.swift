import Testing

@testable import NeuralNetwork

@Suite("Dense against plain loops")
struct DenseTests {
  @Test("Any batch, by matrix–vector and by matrix products", arguments: [1, 2, 3, 4, 5, 8, 17])
  func batches(batch: Int) throws {
    var random = SeededGenerator(seed: batch)
    let layer = try Dense(
      kernel: random.tensor([37, 19]), bias: random.values(19), activation: .relu)
    let input = random.values(batch * 37)
    expectEqual(
      try run(layer, on: input, shape: Shape([37]), batch: batch), Reference.dense(layer, input),
      within: Tolerance.summed, "batch \(batch)")
  }

  @Test("Leading axes stay", arguments: [[3, 5], [2, 3, 5], [5]])
  func leadingAxes(dimensions: [Int]) throws {
    var random = SeededGenerator(seed: dimensions.count)
    let layer = try Dense(kernel: random.tensor([5, 4]), bias: nil)
    let shape = Shape(dimensions)
    #expect(try layer.outputShape(of: [shape]) == Shape(dimensions.dropLast() + [4]))
    let input = random.values(2 * shape.count)
    expectEqual(
      try run(layer, on: input, shape: shape, batch: 2), Reference.dense(layer, input),
      within: Tolerance.summed, "\(shape)")
  }
}

@Suite("BatchNormalization against plain loops")
struct BatchNormalizationTests {
  @Test("With and without gamma and beta", arguments: 0..<12)
  func random(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let channels = random.integer(1...19)
    let layer = try random.normalization(
      channels: channels, activation: random.flip() ? .relu : .linear)
    let shape = random.flip() ? Shape(height: 3, width: 4, channels: channels) : Shape([channels])
    let input = random.values(2 * shape.count)
    expectEqual(
      try run(layer, on: input, shape: shape, batch: 2), Reference.normalization(layer, input),
      within: Tolerance.close, "\(shape)")
  }
}
