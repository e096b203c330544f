/// Bounds on sizes, so that shape arithmetic on hostile models neither traps nor wraps.
enum Extents {
  /// Largest extent along one axis and largest number of values in one tensor. Products of two
  /// such numbers still fit an `Int`.
  static let maximum = 1 << 31
}

extension Sequence where Element == Int {
  /// The product, or `Int.max` where it would overflow. Elements must not be negative.
  var saturatingProduct: Int {
    var product = 1
    var overflowed = false
    for element in self {
      if element == 0 { return 0 }
      let (next, overflow) = product.multipliedReportingOverflow(by: element)
      overflowed = overflowed || overflow
      product = next
    }
    return overflowed ? .max : product
  }

  /// The sum, or `Int.max` where it would overflow. Elements must not be negative.
  var saturatingSum: Int {
    var sum = 0
    for element in self {
      let (next, overflow) = sum.addingReportingOverflow(element)
      if overflow { return .max }
      sum = next
    }
    return sum
  }
}

extension Size2D {
  /// Whether both extents are at least one and small enough for shape arithmetic.
  var isUsable: Bool {
    (1...Extents.maximum).contains(height) && (1...Extents.maximum).contains(width)
  }
}

extension Shape {
  /// Whether every extent is at least one and all of them multiply to a size that can be planned.
  var isUsable: Bool {
    dimensions.allSatisfy { (1...Extents.maximum).contains($0) } && count <= Extents.maximum
  }
}

extension Layer {
  /// The only input.
  func single(_ inputs: [Shape], expected: String) throws(NeuralNetworkError) -> Shape {
    guard inputs.count == 1, inputs[0].isUsable else {
      throw .shape(layer: operation, found: inputs, expected: "one input, \(expected)")
    }
    return inputs[0]
  }

  /// The only input, a feature map.
  func singleMap(_ inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    try singleSpatial(inputs, axes: 2)
  }

  /// The only input, a volume.
  func singleVolume(_ inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    try singleSpatial(inputs, axes: 3)
  }

  /// The only input, with one, two or three axes before its channels.
  func singleSpatial(_ inputs: [Shape], axes: Int) throws(NeuralNetworkError) -> Shape {
    let expected = [
      "a sequence (length, channels)", "a feature map (height, width, channels)",
      "a volume (depth, height, width, channels)",
    ][axes - 1]
    let input = try single(inputs, expected: expected)
    guard input.rank == axes + 1 else {
      throw .shape(layer: operation, found: inputs, expected: expected)
    }
    return input
  }

  /// The only input, which must have some axes.
  func single(_ inputs: [Shape], withAxes axes: [Int]) throws(NeuralNetworkError) -> Shape {
    let expected = "with the axes \(axes)"
    let input = try single(inputs, expected: expected)
    guard input.axes(axes) != nil else {
      throw .shape(layer: operation, found: inputs, expected: "an input \(expected)")
    }
    return input
  }

  /// Throws unless trained values are absent or there is one per element of some axes.
  func requireValues(
    _ values: [Float]?, along axes: [Int], of input: Shape
  ) throws(NeuralNetworkError) {
    guard let values, let existing = input.axes(axes) else { return }
    guard existing.map({ input.dimensions[$0] }).saturatingProduct == values.count else {
      throw .shape(
        layer: operation, found: [input], expected: "\(values.count) values along axes \(axes)")
    }
  }

  /// The shape when it is small enough to be planned.
  func usable(_ output: Shape, from inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    guard output.isUsable else {
      throw .shape(
        layer: operation, found: inputs,
        expected: "an input whose output, here \(output), has 1 to \(Extents.maximum) values")
    }
    return output
  }
}

extension Int {
  /// The product, or `Int.max` where it would overflow. Neither may be negative.
  func multipliedSaturating(by other: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}

extension Layer {
  /// Throws unless all extents of a matrix product fit the 32-bit integers of BLAS.
  func requireBLASExtents(
    rows: Int, _ inner: Int, _ columns: Int
  ) throws(NeuralNetworkError) {
    guard max(rows, inner, columns) <= Int(Int32.max) else {
      throw .shape(
        layer: operation, found: [Shape([rows, inner]), Shape([inner, columns])],
        expected: "matrices of at most \(Int32.max) rows and columns")
    }
  }
}
