import Testing

@testable import NeuralNetwork

@Suite("Pooling along any axes against plain loops")
struct SpatialPoolingTests {
  static let kinds: [PoolingKind] = [.maximum, .average]

  /// The elements of a window that are real.
  private func window(
    _ n: Int, taps: Int, stride: Int, padding: Padding
  ) -> (output: Int, elements: (Int) -> Range<Int>) {
    let (output, before) = Reference.extent(
      n, taps: taps, stride: stride, dilation: 1, padding: padding)
    return (
      output,
      { max($0 * stride - before, 0)..<min($0 * stride - before + taps, n) }
    )
  }

  @Test("Windows of sequences", arguments: 0..<12, kinds)
  func sequences(seed: Int, kind: PoolingKind) throws {
    var random = SeededGenerator(seed: seed)
    let (taps, stride) = (random.integer(1...4), random.integer(1...4))
    let padding: Padding = random.flip() ? .same : .valid
    let layer = try Pooling1D(kind: kind, poolSize: taps, stride: stride, padding: padding)
    let shape = Shape([random.integer(4...12), random.integer(1...10)])
    let input = random.values(2 * shape.count)
    let window = window(shape.dimensions[0], taps: taps, stride: stride, padding: padding)
    expectEqual(
      try run(layer, on: input, shape: shape, batch: 2),
      Grid.map(input, shape) {
        Reference.pooled(kind, $0, outputs: [window.output]) { window.elements($1) }
      }, within: Tolerance.close, "\(taps) by \(stride) \(padding) over \(shape)")
  }

  @Test("Windows of volumes", arguments: 0..<12, kinds)
  func volumes(seed: Int, kind: PoolingKind) throws {
    var random = SeededGenerator(seed: seed)
    let taps = (0..<3).map { _ in random.integer(1...3) }
    let strides = (0..<3).map { _ in random.integer(1...3) }
    let padding: Padding = random.flip() ? .same : .valid
    let layer = try Pooling3D(
      kind: kind, poolSize: Size3D(taps), strides: Size3D(strides), padding: padding)
    let shape = Shape((0..<3).map { _ in random.integer(3...6) } + [random.integer(1...9)])
    let input = random.values(2 * shape.count)
    let windows = (0..<3).map {
      window(shape.dimensions[$0], taps: taps[$0], stride: strides[$0], padding: padding)
    }
    expectEqual(
      try run(layer, on: input, shape: shape, batch: 2),
      Grid.map(input, shape) {
        Reference.pooled(kind, $0, outputs: windows.map(\.output)) { windows[$0].elements($1) }
      }, within: Tolerance.close, "\(taps) by \(strides) \(padding) over \(shape)")
  }

  @Test("Everything at once, along one, two and three axes", arguments: 1...3, kinds)
  func global(axes: Int, kind: PoolingKind) throws {
    var random = SeededGenerator(seed: axes)
    let extents = (0..<axes).map { _ in random.integer(1...5) }
    let shape = Shape(extents + [9])
    let input = random.values(2 * shape.count)
    for keep in [false, true] {
      let layer = try GlobalPooling(kind: kind, spatialAxes: axes, keepDimensions: keep)
      let kept = keep ? [Int](repeating: 1, count: axes) : []
      #expect(try layer.outputShape(of: [shape]) == Shape(kept + [9]))
      expectEqual(
        try run(layer, on: input, shape: shape, batch: 2),
        Grid.map(input, shape) {
          Reference.pooled(kind, $0, outputs: extents.map { _ in 1 }) { axis, _ in
            0..<extents[axis]
          }
        }, within: Tolerance.close, "\(shape)")
    }
    #expect(throws: NeuralNetworkError.self) {
      try GlobalPooling(kind: kind, spatialAxes: axes, keepDimensions: false)
        .outputShape(of: [Shape(extents)])
    }
  }

  @Test("Bins to a given extent, smaller and larger than the input", arguments: 1...3, kinds)
  func adaptive(axes: Int, kind: PoolingKind) throws {
    for seed in 0..<8 {
      var random = SeededGenerator(seed: seed * 3 + axes)
      let extents = (0..<axes).map { _ in random.integer(1...7) }
      let outputs = (0..<axes).map { _ in random.integer(1...8) }
      let shape = Shape(extents + [random.integer(1...5)])
      let input = random.values(2 * shape.count)
      let layer = try AdaptivePooling(kind: kind, outputSize: outputs)
      expectEqual(
        try run(layer, on: input, shape: shape, batch: 2),
        Grid.map(input, shape) {
          Reference.pooled(kind, $0, outputs: outputs) { axis, i in
            let scale = Double(extents[axis]) / Double(outputs[axis])
            let start = (Double(i) * scale + 1e-9).rounded(.down)
            let end = (Double(i + 1) * scale - 1e-9).rounded(.up)
            return Int(start)..<Int(end)
          }
        }, within: Tolerance.close, "\(outputs) over \(shape)")
    }
  }
}
