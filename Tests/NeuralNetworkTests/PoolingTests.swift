import Testing

@testable import NeuralNetwork

@Suite("Pooling against plain loops")
struct PoolingTests {
  @Test(
    "Random windows, strides and paddings", arguments: 0..<20, [Pooling2D.Kind.maximum, .average])
  func randomShapes(seed: Int, kind: Pooling2D.Kind) throws {
    var random = SeededGenerator(seed: seed)
    let layer = try Pooling2D(
      kind: kind, poolSize: random.size(1...4), strides: random.size(1...4),
      padding: random.flip() ? .same : .valid)
    let shape = Shape(
      height: random.integer(4...11), width: random.integer(4...11),
      channels: random.integer(1...20))
    let batch = random.integer(1...3)
    let input = random.values(batch * shape.count)
    expectEqual(
      try run(layer, on: input, shape: shape, batch: batch),
      Reference.pooling(layer, input, shape),
      within: kind == .maximum ? Tolerance.exact : Tolerance.close,
      "\(layer.poolSize) by \(layer.strides) \(layer.padding) over \(shape)")
  }

  @Test("Same padding takes no part: all-negative maps keep their maxima, ones their mean")
  func paddingTakesNoPart() throws {
    let shape = Shape(height: 3, width: 3, channels: 1)
    let size = Size2D(height: 2, width: 2)
    let maximum = try Pooling2D(kind: .maximum, poolSize: size, strides: size, padding: .same)
    let input = (1...9).map { -Float($0) }
    #expect(try run(maximum, on: input, shape: shape, batch: 1) == [-1, -3, -7, -9])
    let average = try Pooling2D(kind: .average, poolSize: size, strides: size, padding: .same)
    let ones = [Float](repeating: 1, count: 9)
    #expect(try run(average, on: ones, shape: shape, batch: 1) == [1, 1, 1, 1])
  }

  @Test("The global average is the mean of each channel", arguments: [true, false])
  func globalAverage(keepDimensions: Bool) throws {
    var random = SeededGenerator(seed: 3)
    let layer = try GlobalAveragePooling2D(keepDimensions: keepDimensions)
    let shape = Shape(height: 5, width: 7, channels: 11)
    #expect(
      try layer.outputShape(of: [shape]) == (keepDimensions ? Shape([1, 1, 11]) : Shape([11])))
    let input = random.values(2 * shape.count)
    let expected = Reference.samples(input, shape) { map in
      (0..<11).map { c in
        stride(from: c, to: map.values.count, by: 11).reduce(0.0) { $0 + map.values[$1] } / 35
      }
    }
    expectEqual(
      try run(layer, on: input, shape: shape, batch: 2), expected, within: Tolerance.close,
      "keepDimensions \(keepDimensions)")
  }
}
