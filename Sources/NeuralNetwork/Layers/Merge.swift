/// An element-wise function of two or more inputs, with activation (Keras `Subtract`, `Multiply`,
/// `Average`, `Maximum`, `Minimum`; specs/keras-h5.md §8.6).
///
/// Shapes are broadcast as in NumPy: aligned at the last axis, extents of one repeated.
public struct Merge: Layer {
  /// The function.
  public enum Kind: String, Sendable, Hashable {
    case addition = "Addition"
    /// The first input less the second; exactly two.
    case subtraction = "Subtraction"
    case multiplication = "Multiplication"
    /// The first input divided by the second; exactly two.
    case division = "Division"
    case averaging = "Averaging"
    case maximum = "Maximum"
    case minimum = "Minimum"

    /// Whether it takes two inputs and no more.
    var isBinary: Bool { self == .subtraction || self == .division }
  }

  public let kind: Kind
  public let activation: Activation

  public var operation: String { kind.rawValue }

  public var parameterCount: Int { 0 }

  /// - Throws: never; the signature is that of all layers.
  public init(_ kind: Kind, activation: Activation = .linear) throws(NeuralNetworkError) {
    self.kind = kind
    self.activation = activation
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let expected =
      "\(kind.isBinary ? "two" : "two or more") inputs that broadcast to one shape"
    guard inputs.count >= 2, !kind.isBinary || inputs.count == 2,
      inputs.allSatisfy(\.isUsable), let output = Shape.broadcast(inputs)
    else {
      throw .shape(layer: operation, found: inputs, expected: expected)
    }
    return try usable(output, from: inputs)
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}

/// The element-wise sum of two or more inputs (Keras `Add`).
public typealias Addition = Merge

extension Merge {
  /// The element-wise sum of two or more inputs.
  ///
  /// - Throws: never; the signature is that of all layers.
  public init(activation: Activation = .linear) throws(NeuralNetworkError) {
    try self.init(.addition, activation: activation)
  }
}

extension Shape {
  /// The shape to which all of some shapes broadcast; nil when there is none.
  static func broadcast(_ shapes: [Shape]) -> Shape? {
    var extents = [Int](repeating: 1, count: shapes.map(\.rank).max() ?? 0)
    for shape in shapes {
      let first = extents.count - shape.rank
      for (axis, extent) in shape.dimensions.enumerated() where extent != 1 {
        guard extents[first + axis] == 1 || extents[first + axis] == extent else { return nil }
        extents[first + axis] = extent
      }
    }
    return Shape(extents)
  }
}
