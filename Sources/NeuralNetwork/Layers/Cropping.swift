/// A sequence, a feature map or a volume without its borders (Keras `Cropping1D/2D/3D`).
public struct Cropping: Layer {
  /// Elements cut off at the start, one number per axis.
  public let before: [Int]
  /// Elements cut off at the end, one number per axis.
  public let after: [Int]

  public var operation: String { "Cropping\(before.count)D" }

  public var parameterCount: Int { 0 }

  /// - Throws: `NeuralNetworkError.parameter` when the lists do not have one to three numbers, not
  ///   the same count, or a number is negative or beyond any memory.
  public init(before: [Int], after: [Int]) throws(NeuralNetworkError) {
    self.before = before
    self.after = after
    try requireSpatialAxes(before.count, name: "cropping")
    try requireUsable(before, name: "cropping before", count: before.count, from: 0)
    try requireUsable(after, name: "cropping after", count: before.count, from: 0)
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let input = try singleSpatial(inputs, axes: before.count)
    let extents = before.indices.map { input.dimensions[$0] - before[$0] - after[$0] }
    guard extents.allSatisfy({ $0 >= 1 }) else {
      throw .shape(
        layer: operation, found: inputs, expected: "more than \(before) and \(after) to cut off")
    }
    return Shape(extents + [input.channels])
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}
