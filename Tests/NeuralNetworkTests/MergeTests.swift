import Testing

@testable import NeuralNetwork

@Suite("Merges and constants against plain loops")
struct MergeTests {
  static let kinds: [Merge.Kind] = [
    .addition, .subtraction, .multiplication, .division, .averaging, .maximum, .minimum,
  ]

  /// Runs a layer on inputs of their own.
  static func run(
    _ layer: any Layer, _ inputs: [[Float]], _ shapes: [Shape], batch: Int
  ) throws -> [Float] {
    let graph = try Graph(
      inputs: shapes.map { .init(name: "x", dimensions: $0.dimensions) },
      nodes: [.init(name: "merge", layer: layer, inputs: Array(shapes.indices))],
      outputs: [shapes.count])
    return try Plan(graph, maximumBatch: batch).makeContext().predict(inputs, batch: batch)[0]
  }

  static func reference(_ kind: Merge.Kind, _ values: [Double]) -> Double {
    switch kind {
    case .addition: values.reduce(0, +)
    case .subtraction: values[0] - values[1]
    case .multiplication: values.reduce(1, *)
    case .division: values[0] / values[1]
    case .averaging: values.reduce(0, +) / Double(values.count)
    case .maximum: values.max() ?? 0
    case .minimum: values.min() ?? 0
    }
  }

  /// The value of an operand at a place of the output, by NumPy's rules.
  static func broadcast(_ grid: Grid, at place: [Int]) -> Double {
    let own = zip(grid.extents, place.suffix(grid.extents.count)).map { $0 == 1 ? 0 : $1 }
    return grid[own] ?? .nan
  }

  @Test("Shapes that broadcast, in every position", arguments: kinds, 0..<12)
  func broadcasting(kind: Merge.Kind, seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let full = (0..<random.integer(1...4)).map { _ in random.integer(1...4) }
    let count = kind.isBinary ? 2 : random.integer(2...4)
    var shapes = (0..<count).map { _ in
      Shape(
        full.suffix(random.integer(1...full.count)).map { random.integer(0...2) == 0 ? 1 : $0 })
    }
    shapes[random.integer(0...(count - 1))] = Shape(full)
    let batch = random.integer(1...3)
    let inputs = shapes.map { random.values(batch * $0.count, in: 0.5...2) }
    let layer = try Merge(kind, activation: random.flip() ? .tanh : .linear)
    let expected = (0..<batch).flatMap { sample in
      let grids = zip(shapes, inputs).map { shape, values in
        Grid(shape.dimensions, values[(sample * shape.count)..<((sample + 1) * shape.count)])
      }
      return Grid.places(full).map { place in
        Reference.activation(
          layer.activation,
          Self.reference(kind, grids.map { Self.broadcast($0, at: place) }))
      }
    }
    #expect(try layer.outputShape(of: shapes) == Shape(full))
    expectEqual(
      try Self.run(layer, inputs, shapes, batch: batch), expected, within: Tolerance.close,
      "\(kind) of \(shapes)")
  }

  @Test("Shapes that do not broadcast, and numbers of inputs that do not fit, are refused")
  func refused() throws {
    let (a, b) = (Shape([2, 3]), Shape([3, 3]))
    #expect(throws: NeuralNetworkError.self) { try Merge(.maximum).outputShape(of: [a, b]) }
    #expect(throws: NeuralNetworkError.self) { try Merge(.maximum).outputShape(of: [a]) }
    #expect(throws: NeuralNetworkError.self) { try Merge(.maximum).outputShape(of: []) }
    #expect(throws: NeuralNetworkError.self) {
      try Merge(.subtraction).outputShape(of: [a, a, a])
    }
  }

  @Test("A constant on either side", arguments: kinds, [false, true])
  func constants(kind: Merge.Kind, constantFirst: Bool) throws {
    var random = SeededGenerator(seed: 8)
    let shape = Shape([3, 2, 4])
    let input = random.values(2 * shape.count, in: 0.5...2)
    for extents in [[], [4], [2, 1], [3, 2, 4], [1, 1, 1], [2, 3, 2, 4]] {
      let constant = try #require(
        Tensor(
          dimensions: extents, values: random.values(extents.reduce(1, *), in: 0.5...2)))
      let layer = try ConstantMerge(kind, constant: constant, constantFirst: constantFirst)
      let full = extents.count == 4 ? extents : shape.dimensions
      let expected = Grid.map(input, shape) { sample in
        Grid.filled(full) { place in
          let pair = [
            Self.broadcast(sample, at: place), Self.broadcast(Grid(constant), at: place),
          ]
          return Self.reference(kind, constantFirst ? pair.reversed() : pair)
        }
      }
      expectEqual(
        try NeuralNetworkTests.run(layer, on: input, shape: shape, batch: 2), expected,
        within: Tolerance.close, "\(kind) with \(extents)")
    }
  }

  @Test("A number as the constant is what a tensor of one value is")
  func numbers() throws {
    let layer = try ConstantMerge(.subtraction, number: 1, constantFirst: true)
    #expect(
      try NeuralNetworkTests.run(layer, on: [0.25, 3], shape: Shape([2]), batch: 1) == [0.75, -2])
  }

  @Test("Inputs one after the other along every axis", arguments: -3..<3)
  func concatenation(axis: Int) throws {
    var random = SeededGenerator(seed: axis)
    let own = axis < 0 ? axis + 3 : axis
    let shapes = (0..<3).map { _ in
      Shape([2, 3, 4].enumerated().map { $0 == own ? random.integer(1...4) : $1 })
    }
    let inputs = shapes.map { random.values(2 * $0.count) }
    let layer = try Concatenation(axis: axis)
    let output = try layer.outputShape(of: shapes)
    #expect(output.dimensions[own] == shapes.map { $0.dimensions[own] }.reduce(0, +))
    let expected = (0..<2).flatMap { sample in
      Grid.places(output.dimensions).map { place in
        var place = place
        var input = 0
        while place[own] >= shapes[input].dimensions[own] {
          place[own] -= shapes[input].dimensions[own]
          input += 1
        }
        let count = shapes[input].count
        return Grid(
          shapes[input].dimensions, inputs[input][(sample * count)..<((sample + 1) * count)])[
            place] ?? .nan
      }
    }
    expectEqual(
      try Self.run(layer, inputs, shapes, batch: 2), expected, within: Tolerance.exact, "\(axis)")
    #expect(throws: NeuralNetworkError.self) {
      try layer.outputShape(of: [Shape([2, 3, 4]), Shape([3, 4, 5])])
    }
  }

  @Test("Products along an axis of each input", arguments: [false, true])
  func dot(normalize: Bool) throws {
    var random = SeededGenerator(seed: 9)
    for (first, second, axes) in [
      ([5], [5], (0, 0)), ([3, 5], [4, 5], (-1, -1)), ([5, 3], [5], (0, 0)),
      ([2, 5, 3], [4, 5], (1, 1)), ([5, 2], [5, 3], (0, 0)), ([3, 5], [5, 4], (1, 0)),
    ] {
      let shapes = [Shape(first), Shape(second)]
      let layer = try Dot(firstAxis: axes.0, secondAxis: axes.1, normalize: normalize)
      let inputs = shapes.map { random.values(2 * $0.count) }
      let a = axes.0 < 0 ? first.count - 1 : axes.0
      let b = axes.1 < 0 ? second.count - 1 : axes.1
      let rows = first.enumerated().filter { $0.offset != a }.map(\.element)
      let columns = second.enumerated().filter { $0.offset != b }.map(\.element)
      let expected = (0..<2).flatMap { sample in
        let x = Grid(first, inputs[0].dropFirst(sample * shapes[0].count).prefix(shapes[0].count))
        let y = Grid(
          second, inputs[1].dropFirst(sample * shapes[1].count).prefix(shapes[1].count))
        return Grid.places(rows + columns).map { place in
          var (sum, xx, yy) = (0.0, 0.0, 0.0)
          for k in 0..<5 {
            var left = Array(place.prefix(rows.count))
            var right = Array(place.suffix(columns.count))
            left.insert(k, at: a)
            right.insert(k, at: b)
            let (p, q) = (x[left] ?? .nan, y[right] ?? .nan)
            (sum, xx, yy) = (sum + p * q, xx + p * p, yy + q * q)
          }
          return normalize ? sum / (xx * yy).squareRoot() : sum
        }
      }
      expectEqual(
        try Self.run(layer, inputs, shapes, batch: 2), expected, within: Tolerance.close,
        "\(first) · \(second)")
    }
    #expect(throws: NeuralNetworkError.self) {
      try Dot(firstAxis: 0, secondAxis: 1, normalize: false)
        .outputShape(of: [Shape([5]), Shape([5])])
    }
  }
}
