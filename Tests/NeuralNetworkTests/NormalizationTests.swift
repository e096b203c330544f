import Testing

@testable import NeuralNetwork

@Suite("Normalizations and rescalings against plain loops")
struct NormalizationTests {
  static let shapes = [[6], [4, 6], [2, 3, 6], [2, 2, 3, 6]]

  /// Normalizes groups of places that agree in what `group` returns.
  private func normalized(
    _ sample: Grid, group: ([Int]) -> [Int],
    _ body: (_ x: Double, _ members: [Double], _ place: [Int]) -> Double
  ) -> Grid {
    var members: [[Int]: [Double]] = [:]
    for place in Grid.places(sample.extents) {
      members[group(place), default: []].append(sample[place] ?? .nan)
    }
    return Grid.filled(sample.extents) { place in
      body(sample[place] ?? .nan, members[group(place)] ?? [], place)
    }
  }

  private func moments(_ values: [Double]) -> (mean: Double, variance: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.map { ($0 - mean) * ($0 - mean) }
    return (mean, squares.reduce(0, +) / Double(values.count))
  }

  @Test("A batch normalization of every axis", arguments: 0..<3)
  func batchNormalization(axis: Int) throws {
    var random = SeededGenerator(seed: axis)
    let shape = Shape([2, 3, 4])
    let channels = shape.dimensions[axis]
    let input = random.values(2 * shape.count)
    let (gamma, beta) = (random.values(channels), random.values(channels))
    let (mean, variance) = (random.values(channels), random.values(channels, in: 0.1...2))
    for number in [axis, axis - 3] {
      let layer = try BatchNormalization(
        gamma: gamma, beta: beta, mean: mean, variance: variance, epsilon: 0.001, axis: number,
        activation: .relu)
      expectEqual(
        try run(layer, on: input, shape: shape, batch: 2),
        Grid.map(input, shape) { sample in
          Grid.filled(shape.dimensions) { place in
            let c = place[axis]
            let normal =
              ((sample[place] ?? .nan) - Double(mean[c]))
              / (Double(variance[c]) + 0.001).squareRoot()
            return max(Double(gamma[c]) * normal + Double(beta[c]), 0)
          }
        }, within: Tolerance.close, "axis \(number)")
    }
  }

  @Test(
    "Statistics of a sample along any axes",
    arguments: [[-1], [0], [1], [0, 1], [1, 2], [2, 0], [0, 1, 2]], [true, false])
  func layerNormalization(axes: [Int], centered: Bool) throws {
    var random = SeededGenerator(seed: axes.count)
    let shape = Shape([2, 3, 5])
    let input = random.values(2 * shape.count)
    let ordered = axes.map { $0 < 0 ? $0 + 3 : $0 }.sorted()
    let extents = ordered.map { shape.dimensions[$0] }
    let count = extents.reduce(1, *)
    for (gamma, beta) in [
      (nil, nil), (random.values(count), nil), (random.values(count), random.values(count)),
    ] {
      let layer = try LayerNormalization(
        axes: axes, gamma: gamma, beta: beta, epsilon: 0.001, centered: centered)
      expectEqual(
        try run(layer, on: input, shape: shape, batch: 2),
        Grid.map(input, shape) { sample in
          normalized(sample) { place in
            place.enumerated().filter { !ordered.contains($0.offset) }.map(\.element)
          } _: { x, members, place in
            let (mean, variance) = moments(members)
            let own = ordered.map { place[$0] }
            let normal = (centered ? x - mean : x) / (variance + 0.001).squareRoot()
            let scale = gamma.flatMap { Grid(extents, $0)[own] } ?? 1
            return normal * scale + (beta.flatMap { Grid(extents, $0)[own] } ?? 0)
          }
        }, within: Tolerance.close, "axes \(axes)")
    }
  }

  @Test("Statistics of groups of channels", arguments: shapes, [1, 2, 3, 6, -1])
  func groupNormalization(dimensions: [Int], groups: Int) throws {
    var random = SeededGenerator(seed: groups)
    for axis in [-1, 0] {
      let shape = Shape(axis == 0 ? [6] + dimensions.dropLast() : dimensions)
      let own = axis == 0 ? 0 : shape.rank - 1
      let perGroup = groups == -1 ? 1 : 6 / groups
      let input = random.values(2 * shape.count)
      let (gamma, beta) = (random.values(6), random.values(6))
      let layer = try GroupNormalization(
        groups: groups, axis: axis, gamma: gamma, beta: beta, epsilon: 0.001)
      expectEqual(
        try run(layer, on: input, shape: shape, batch: 2),
        Grid.map(input, shape) { sample in
          normalized(sample) {
            [$0[own] / perGroup]
          } _: { x, members, place in
            let (mean, variance) = moments(members)
            let normal = (x - mean) / (variance + 0.001).squareRoot()
            return normal * Double(gamma[place[own]]) + Double(beta[place[own]])
          }
        }, within: Tolerance.close, "\(groups) groups of \(shape)")
    }
    #expect(throws: NeuralNetworkError.self) {
      try GroupNormalization(groups: 4, gamma: nil, beta: nil, epsilon: 0.1)
        .outputShape(of: [Shape(dimensions)])
    }
  }

  @Test("Root mean squares and lengths", arguments: [[-1], [0], [0, 2]])
  func lengths(axes: [Int]) throws {
    var random = SeededGenerator(seed: 5)
    let shape = Shape([2, 3, 4])
    let input = random.values(2 * shape.count)
    let ordered = axes.map { $0 < 0 ? $0 + 3 : $0 }
    let extents = ordered.map { shape.dimensions[$0] }
    let scale = random.values(extents.reduce(1, *))
    func expected(_ body: (Double, [Double], [Int]) -> Double) -> [Double] {
      Grid.map(input, shape) { sample in
        normalized(sample) { place in
          place.enumerated().filter { !ordered.contains($0.offset) }.map(\.element)
        } _: {
          body($0, $1, $2)
        }
      }
    }
    expectEqual(
      try run(
        RootMeanSquareNormalization(axes: axes, scale: scale, epsilon: 1e-6), on: input,
        shape: shape, batch: 2),
      expected { x, members, place in
        let meanSquare = members.map { $0 * $0 }.reduce(0, +) / Double(members.count)
        let own = Grid(extents, scale)[ordered.map { place[$0] }] ?? .nan
        return x / (meanSquare + 1e-6).squareRoot() * own
      }, within: Tolerance.close, "root mean square")
    expectEqual(
      try run(UnitNormalization(axes: axes), on: input, shape: shape, batch: 2),
      expected { x, members, _ in x / members.map { $0 * $0 }.reduce(0, +).squareRoot() },
      within: Tolerance.close, "length")
    #expect(
      try run(UnitNormalization(), on: [0, 0, 3, 4], shape: Shape([2]), batch: 2)
        == [0, 0, 0.6, 0.8])
  }

  @Test("Rescaling by numbers and by channel")
  func rescaling() throws {
    let shape = Shape([2, 2])
    let input: [Float] = [1, 2, 3, 4]
    for (scale, offset, expected) in [
      ([2], [1], [3, 5, 7, 9]), ([2, 3], [1], [3, 7, 7, 13]), ([2], [0, 1], [2, 5, 6, 9]),
      ([2, 3], [0, 1], [2, 7, 6, 13]),
    ] as [([Float], [Float], [Float])] {
      let layer = try Rescaling(scale: scale, offset: offset)
      #expect(try run(layer, on: input, shape: shape, batch: 1) == expected)
    }
    #expect(throws: NeuralNetworkError.self) { try Rescaling(scale: [], offset: [0]) }
    #expect(throws: NeuralNetworkError.self) { try Rescaling(scale: [1, 2], offset: [1, 2, 3]) }
    #expect(throws: NeuralNetworkError.self) {
      try Rescaling(scale: [1, 2, 3], offset: [0]).outputShape(of: [shape])
    }
  }

  @Test("Statistics of the data, and the way back", arguments: [[], [-1], [0], [0, 2]])
  func normalization(axes: [Int]) throws {
    var random = SeededGenerator(seed: 6)
    let shape = Shape([2, 3, 4])
    let ordered = axes.map { $0 < 0 ? $0 + 3 : $0 }
    let extents = ordered.map { shape.dimensions[$0] }
    let count = extents.reduce(1, *)
    let (mean, variance) = (random.values(count), random.values(count, in: 0.1...2))
    let input = random.values(2 * shape.count)
    let forward = try Normalization(mean: mean, variance: variance, axes: axes)
    let found = try run(forward, on: input, shape: shape, batch: 2)
    expectEqual(
      found,
      Grid.map(input, shape) { sample in
        Grid.filled(shape.dimensions) { place in
          let own = ordered.map { place[$0] }
          let (m, v) = (Grid(extents, mean)[own] ?? .nan, Grid(extents, variance)[own] ?? .nan)
          return ((sample[place] ?? .nan) - m) / v.squareRoot()
        }
      }, within: Tolerance.close, "axes \(axes)")
    let back = try Normalization(mean: mean, variance: variance, axes: axes, invert: true)
    expectEqual(
      try run(back, on: found, shape: shape, batch: 2), input, within: Tolerance.close, "inverse")
  }

  @Test("A variance of zero divides by a small number, not by zero")
  func zeroVariance() throws {
    let layer = try Normalization(mean: [1], variance: [0], axes: [])
    #expect(try run(layer, on: [1, 2], shape: Shape([2]), batch: 1) == [0, 1e7])
  }

  @Test("Every channel is stretched to the whole range; a flat channel stays")
  func autoContrast() throws {
    let layer = try AutoContrast(lower: 0, upper: 255)
    let input: [Float] = [10, 7, 20, 7, 15, 7, 30, 7]
    expectEqual(
      try run(layer, on: input, shape: Shape([2, 2, 2]), batch: 1),
      [0, 7, 127.5, 7, 63.75, 7, 255, 7].map { Float($0) }, within: Tolerance.close, "contrast")
    #expect(throws: NeuralNetworkError.self) { try AutoContrast(lower: 1, upper: 1) }
    #expect(throws: NeuralNetworkError.self) { try AutoContrast(lower: .nan, upper: 1) }
  }

  @Test("Softmax and its logarithm along every axis", arguments: -3..<3)
  func softmax(axis: Int) throws {
    var random = SeededGenerator(seed: 7)
    let shape = Shape([2, 3, 4])
    let own = axis < 0 ? axis + 3 : axis
    let input = random.values(2 * shape.count, in: -20...20)
    for logarithmic in [false, true] {
      let layer = try Softmax(axis: axis, logarithmic: logarithmic)
      expectEqual(
        try run(layer, on: input, shape: shape, batch: 2),
        Grid.map(input, shape) { sample in
          normalized(sample) { place in
            place.enumerated().filter { $0.offset != own }.map(\.element)
          } _: { x, members, _ in
            let sum = members.map { Reference.activation(.exponential, $0) }.reduce(0, +)
            let share = Reference.activation(.exponential, x) / sum
            return logarithmic ? Reference.logarithm(share) : share
          }
        }, within: Tolerance.close, "axis \(axis)")
    }
  }

  @Test("A trained slope for every value, or shared along axes")
  func parametricReLU() throws {
    var random = SeededGenerator(seed: 8)
    let shape = Shape([2, 3, 4])
    let input = random.values(2 * shape.count)
    for extents in [[2, 3, 4], [1, 1, 4], [2, 1, 1], [1, 1, 1]] {
      let layer = try ParametricReLU(alpha: random.tensor(extents))
      expectEqual(
        try run(layer, on: input, shape: shape, batch: 2),
        Grid.map(input, shape) { sample in
          Grid.filled(shape.dimensions) { place in
            let x = sample[place] ?? .nan
            return x > 0 ? x : x * MergeTests.broadcast(Grid(layer.alpha), at: place)
          }
        }, within: Tolerance.close, "\(extents)")
    }
    #expect(throws: NeuralNetworkError.self) {
      try ParametricReLU(alpha: random.tensor([5, 3, 4])).outputShape(of: [shape])
    }
  }

  @Test(
    "Means, sums and extremes along any axes",
    arguments: [[-1], [0], [0, 1], [1, 2], [0, 1, 2]],
    [Reduction.Kind.mean, .sum, .maximum, .minimum])
  func reduction(axes: [Int], kind: Reduction.Kind) throws {
    var random = SeededGenerator(seed: 9)
    let shape = Shape([2, 3, 4])
    let input = random.values(2 * shape.count)
    let ordered = axes.map { $0 < 0 ? $0 + 3 : $0 }
    let kept = (0..<3).filter { !ordered.contains($0) }
    for keepDimensions in [false, true] {
      let layer = try Reduction(kind: kind, axes: axes, keepDimensions: keepDimensions)
      let output =
        keepDimensions
        ? shape.dimensions.enumerated().map { ordered.contains($0) ? 1 : $1 }
        : kept.map { shape.dimensions[$0] }
      #expect(try layer.outputShape(of: [shape]) == Shape(output))
      expectEqual(
        try run(layer, on: input, shape: shape, batch: 2),
        Grid.map(input, shape) { sample in
          Grid.filled(kept.map { shape.dimensions[$0] }) { place in
            let values = Grid.places(shape.dimensions).filter { full in
              kept.map { full[$0] } == place
            }.map { sample[$0] ?? .nan }
            return switch kind {
            case .sum: values.reduce(0, +)
            case .mean: values.reduce(0, +) / Double(values.count)
            case .maximum: values.max() ?? .nan
            case .minimum: values.min() ?? .nan
            }
          }
        }, within: Tolerance.close, "\(kind) along \(axes)")
    }
  }
}
