/// The middle of a feature map; a map that is too small in either direction is resized as by
/// `Resizing` with `cropToAspectRatio` (Keras `CenterCrop`; specs/keras-h5.md §8.8).
public struct CenterCrop: Layer {
  public let height: Int
  public let width: Int

  public var operation: String { "CenterCrop" }

  public var parameterCount: Int { 0 }

  /// - Throws: `NeuralNetworkError.parameter` when an extent is less than one.
  public init(height: Int, width: Int) throws(NeuralNetworkError) {
    self.height = height
    self.width = width
    try requireUsable(Size2D(height: height, width: width), name: "size")
  }

  /// The layer that does the work for an input.
  func layer(for input: Shape) throws(NeuralNetworkError) -> any Layer {
    let rows = input.dimensions[0] - height
    let columns = input.dimensions[1] - width
    guard rows >= 0, columns >= 0 else {
      return try Resizing(height: height, width: width, cropToAspectRatio: true)
    }
    return try Cropping(
      before: [rows / 2, columns / 2], after: [rows - rows / 2, columns - columns / 2])
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let input = try singleMap(inputs)
    return try usable(
      Shape(height: height, width: width, channels: input.channels), from: inputs)
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}
