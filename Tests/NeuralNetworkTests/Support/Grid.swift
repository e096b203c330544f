@testable import NeuralNetwork

/// Values with any number of axes, read by their places: what references are written with.
struct Grid {
  let extents: [Int]
  var values: [Double]

  init(_ extents: [Int], _ values: [Double]) {
    self.extents = extents
    self.values = values
  }

  init(_ extents: [Int], _ values: some Sequence<Float>) {
    self.init(extents, values.map { Double($0) })
  }

  init(zeros extents: [Int]) {
    self.init(extents, [Double](repeating: 0, count: extents.reduce(1, *)))
  }

  init(_ tensor: Tensor) {
    self.init(tensor.dimensions, tensor.values)
  }

  /// The value at a place, nil outside.
  subscript(place: [Int]) -> Double? {
    index(place).map { values[$0] }
  }

  mutating func add(_ value: Double, at place: [Int]) {
    if let index = index(place) { values[index] += value }
  }

  private func index(_ place: [Int]) -> Int? {
    var index = 0
    for (extent, number) in zip(extents, place) {
      guard (0..<extent).contains(number) else { return nil }
      index = index * extent + number
    }
    return index
  }

  /// All places of a box, the last axis fastest.
  static func places(_ extents: [Int]) -> [[Int]] {
    extents.reduce([[]]) { places, extent in
      places.flatMap { place in (0..<extent).map { place + [$0] } }
    }
  }

  /// A grid from a function of the place.
  static func filled(_ extents: [Int], _ value: ([Int]) -> Double) -> Grid {
    Grid(extents, places(extents).map(value))
  }

  /// The samples of a batch, each turned into another grid, one after the other.
  static func map(_ input: [Float], _ shape: Shape, _ body: (Grid) -> Grid) -> [Double] {
    stride(from: 0, to: input.count, by: shape.count).flatMap {
      body(Grid(shape.dimensions, input[$0..<($0 + shape.count)])).values
    }
  }
}
