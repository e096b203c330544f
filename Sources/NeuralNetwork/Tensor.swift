/// Constant values with their extents, in row-major order: the weights of a layer.
public struct Tensor: Sendable, Equatable {
  public let dimensions: [Int]
  public let values: [Float]

  /// Returns nil when the number of values is not the product of the dimensions.
  public init?(dimensions: [Int], values: [Float]) {
    guard dimensions.allSatisfy({ $0 >= 0 }), dimensions.saturatingProduct == values.count else {
      return nil
    }
    self.dimensions = dimensions
    self.values = values
  }
}

extension Tensor {
  /// A single number, without axes.
  public init(_ number: Float) {
    dimensions = []
    values = [number]
  }
}
