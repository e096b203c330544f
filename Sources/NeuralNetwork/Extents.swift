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
    let expected = "a feature map (height, width, channels)"
    let input = try single(inputs, expected: expected)
    guard input.rank == 3 else {
      throw .shape(layer: operation, found: inputs, expected: expected)
    }
    return input
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
