/// Zeros around a sequence, a feature map or a volume (Keras `ZeroPadding1D/2D/3D`).
public struct ZeroPadding: Layer {
  /// Zeros before the first element, one number per axis.
  public let before: [Int]
  /// Zeros after the last element, one number per axis.
  public let after: [Int]

  public var operation: String { "ZeroPadding\(before.count)D" }

  public var parameterCount: Int { 0 }

  /// - Throws: `NeuralNetworkError.parameter` when the lists do not have one to three numbers, not
  ///   the same count, or a number is negative or beyond any memory.
  public init(before: [Int], after: [Int]) throws(NeuralNetworkError) {
    self.before = before
    self.after = after
    try requireSpatialAxes(before.count, name: "padding")
    try requireUsable(before, name: "padding before", count: before.count, from: 0)
    try requireUsable(after, name: "padding after", count: before.count, from: 0)
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let input = try singleSpatial(inputs, axes: before.count)
    let extents = before.indices.map { before[$0] + input.dimensions[$0] + after[$0] }
    return try usable(Shape(extents + [input.channels]), from: inputs)
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}

/// A feature map framed by zeros (Keras `ZeroPadding2D`).
public typealias ZeroPadding2D = ZeroPadding

extension ZeroPadding {
  /// A feature map framed by zeros: rows above and below, columns on the left and the right.
  ///
  /// - Throws: `NeuralNetworkError.parameter` when a number is negative or beyond any memory.
  public init(top: Int, bottom: Int, left: Int, right: Int) throws(NeuralNetworkError) {
    try self.init(before: [top, left], after: [bottom, right])
  }
}
