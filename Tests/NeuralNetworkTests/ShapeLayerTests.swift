import Testing

@testable import NeuralNetwork

@Suite("Layers that move values")
struct ShapeLayerTests {
  /// Expects a layer to move exactly the values that a function of the output place names; nil
  /// stands for zero.
  private func expectMoves(
    _ layer: any Layer, _ shape: Shape, to output: [Int],
    sourceLocation: SourceLocation = #_sourceLocation, _ source: ([Int]) -> [Int]
  ) throws {
    let input = (0..<(2 * shape.count)).map { Float($0 + 1) }
    #expect(
      try layer.outputShape(of: [shape]) == Shape(output), sourceLocation: sourceLocation)
    expectEqual(
      try run(layer, on: input, shape: shape, batch: 2),
      Grid.map(input, shape) { sample in
        Grid.filled(output) { sample[source($0)] ?? 0 }
      }, within: Tolerance.exact, "\(layer) of \(shape)", sourceLocation: sourceLocation)
  }

  @Test("Zeros around sequences, maps and volumes", arguments: 1...3, 0..<8)
  func padding(axes: Int, seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    func numbers(_ range: ClosedRange<Int>) -> [Int] {
      (0..<axes).map { _ in random.integer(range) }
    }
    let (before, after, extents) = (numbers(0...3), numbers(0...3), numbers(1...4))
    let channels = random.integer(1...3)
    let output = (0..<axes).map { before[$0] + extents[$0] + after[$0] } + [channels]
    try expectMoves(
      ZeroPadding(before: before, after: after), Shape(extents + [channels]), to: output
    ) { place in zip(place, before + [0]).map { $0 - $1 } }
  }

  @Test("Borders cut off", arguments: 1...3, 0..<8)
  func cropping(axes: Int, seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    func numbers(_ range: ClosedRange<Int>) -> [Int] {
      (0..<axes).map { _ in random.integer(range) }
    }
    let (before, after, output) = (numbers(0...3), numbers(0...3), numbers(1...4))
    let channels = random.integer(1...3)
    let shape = Shape((0..<axes).map { before[$0] + output[$0] + after[$0] } + [channels])
    let layer = try Cropping(before: before, after: after)
    try expectMoves(layer, shape, to: output + [channels]) { place in
      zip(place, before + [0]).map { $0 + $1 }
    }
    #expect(throws: NeuralNetworkError.self) {
      try layer.outputShape(
        of: [Shape((0..<axes).map { max(before[$0] + after[$0], 0) } + [channels])])
    }
  }

  @Test("Every element several times", arguments: 1...3)
  func upSampling(axes: Int) throws {
    let size = Array([2, 3, 1].prefix(axes))
    let extents = Array([3, 2, 4].prefix(axes))
    let output = zip(size, extents).map { $0 * $1 } + [2]
    try expectMoves(UpSampling(size: size), Shape(extents + [2]), to: output) { place in
      zip(place, size + [1]).map { $0 / $1 }
    }
  }

  @Test(
    "Axes in every order of three",
    arguments: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
  func permutation(axes: [Int]) throws {
    let shape = Shape([2, 3, 4])
    try expectMoves(Permute(axes: axes), shape, to: axes.map { shape.dimensions[$0] }) { place in
      (0..<3).map { axis in place[axes.firstIndex(of: axis) ?? 0] }
    }
    for wrong in [[], [1], [0, 0], [1, 2, 3], [-1, 0]] {
      #expect(throws: NeuralNetworkError.self) { try Permute(axes: wrong) }
    }
  }

  @Test("A permutation of four axes")
  func longPermutation() throws {
    try expectMoves(Permute(axes: [3, 1, 0, 2]), Shape([2, 3, 4, 5]), to: [5, 3, 2, 4]) {
      [$0[2], $0[1], $0[3], $0[0]]
    }
  }

  @Test("Reshaping keeps the order, and one extent may be left open")
  func reshape() throws {
    let shape = Shape([2, 6])
    let input = (0..<24).map { Float($0) }
    for (dimensions, output) in [
      ([3, 4], [3, 4]), ([-1], [12]), ([2, -1, 3], [2, 2, 3]), ([12, -1], [12, 1]),
    ] {
      let layer = try Reshape(dimensions: dimensions)
      #expect(try layer.outputShape(of: [shape]) == Shape(output))
      #expect(try run(layer, on: input, shape: shape, batch: 2) == input)
    }
    for dimensions in [[5], [5, -1], [13, -1]] {
      #expect(throws: NeuralNetworkError.self) {
        try Reshape(dimensions: dimensions).outputShape(of: [shape])
      }
    }
    for dimensions in [[-1, -1], [0, 12], [-2]] {
      #expect(throws: NeuralNetworkError.self) { try Reshape(dimensions: dimensions) }
    }
  }

  @Test("A vector as the rows of a sequence")
  func repeatVector() throws {
    try expectMoves(RepeatVector(count: 4), Shape([3]), to: [4, 3]) { [$0[1]] }
  }

  @Test("The middle of a map, with the odd row at the end")
  func centerCrop() throws {
    try expectMoves(CenterCrop(height: 4, width: 5), Shape([9, 12, 3]), to: [4, 5, 3]) {
      [$0[0] + 2, $0[1] + 3, $0[2]]
    }
    try expectMoves(CenterCrop(height: 9, width: 3), Shape([9, 4, 1]), to: [9, 3, 1]) { $0 }
  }

  @Test("A map too small for the crop is resized to cover it")
  func smallCenterCrop() throws {
    var random = SeededGenerator(seed: 1)
    let shape = Shape([4, 9, 2])
    let input = random.values(shape.count)
    let covering = try Resizing(height: 6, width: 6, cropToAspectRatio: true)
    #expect(
      try run(CenterCrop(height: 6, width: 6), on: input, shape: shape, batch: 1)
        == run(covering, on: input, shape: shape, batch: 1))
  }
}

@Suite("Resizing against plain loops")
struct ResizingTests {
  /// The rules of the specification in double precision.
  static func resized(
    _ map: Grid, _ height: Int, _ width: Int, _ interpolation: Interpolation,
    top: Int = 0, left: Int = 0, partHeight: Int, partWidth: Int
  ) -> Grid {
    func neighbours(_ i: Int, _ n: Int, _ out: Int) -> (Int, Int, Double) {
      let scale = Double(n) / Double(out)
      if interpolation == .nearest {
        let nearest = min(Int(((Double(i) + 0.5) * scale).rounded(.down)), n - 1)
        return (nearest, nearest, 0)
      }
      let place =
        interpolation == .bilinear ? (Double(i) + 0.5) * scale - 0.5 : Double(i) * scale
      let low = place.rounded(.down)
      return (min(max(Int(low), 0), n - 1), min(max(Int(low) + 1, 0), n - 1), place - low)
    }
    return Grid.filled([height, width, map.extents[2]]) { place in
      let (y0, y1, ty) = neighbours(place[0], partHeight, height)
      let (x0, x1, tx) = neighbours(place[1], partWidth, width)
      func value(_ y: Int, _ x: Int) -> Double { map[[top + y, left + x, place[2]]] ?? .nan }
      let upper = value(y0, x0) * (1 - tx) + value(y0, x1) * tx
      let lower = value(y1, x0) * (1 - tx) + value(y1, x1) * tx
      return upper * (1 - ty) + lower * ty
    }
  }

  @Test(
    "Larger, smaller, the same",
    arguments: [(10, 14), (3, 4), (9, 5), (5, 7), (1, 1), (16, 2)],
    [Interpolation.nearest, .bilinear, .bilinearAsymmetric])
  func sizes(size: (Int, Int), interpolation: Interpolation) throws {
    var random = SeededGenerator(seed: size.0)
    for shape in [Shape([5, 7, 3]), Shape([8, 6, 1]), Shape([1, 1, 2])] {
      let layer = try Resizing(height: size.0, width: size.1, interpolation: interpolation)
      let input = random.values(2 * shape.count)
      expectEqual(
        try run(layer, on: input, shape: shape, batch: 2),
        Grid.map(input, shape) {
          Self.resized(
            $0, size.0, size.1, interpolation, partHeight: shape.dimensions[0],
            partWidth: shape.dimensions[1])
        }, within: Tolerance.close, "\(shape) to \(size), \(interpolation)")
    }
  }

  @Test("The largest centred part of the wanted aspect ratio is taken first")
  func aspectRatio() throws {
    var random = SeededGenerator(seed: 2)
    let input = random.values(2 * 9 * 12)
    for (size, part) in [
      ((4, 4), (0, 1, 9, 9)), ((3, 9), (2, 0, 4, 12)), ((18, 24), (0, 0, 9, 12)),
    ] {
      let layer = try Resizing(height: size.0, width: size.1, cropToAspectRatio: true)
      let shape = Shape([9, 12, 2])
      expectEqual(
        try run(layer, on: input, shape: shape, batch: 1),
        Grid.map(input, shape) {
          Self.resized(
            $0, size.0, size.1, .bilinear, top: part.0, left: part.1, partHeight: part.2,
            partWidth: part.3)
        }, within: Tolerance.close, "\(size)")
    }
  }

  @Test(
    "Bilinear upsampling is resizing", arguments: [Interpolation.bilinear, .bilinearAsymmetric])
  func upSampling(interpolation: Interpolation) throws {
    var random = SeededGenerator(seed: 3)
    let shape = Shape([4, 5, 2])
    let input = random.values(shape.count)
    let layer = try UpSampling(size: [2, 3], interpolation: interpolation)
    let resizing = try Resizing(height: 8, width: 15, interpolation: interpolation)
    #expect(
      try run(layer, on: input, shape: shape, batch: 1)
        == run(resizing, on: input, shape: shape, batch: 1))
    #expect(throws: NeuralNetworkError.self) {
      try UpSampling(size: [2], interpolation: interpolation)
    }
  }
}
