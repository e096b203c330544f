/// A feature map brought to another size (Keras `Resizing`; specs/keras-h5.md §8.8).
///
/// With `cropToAspectRatio`, the largest centred part of the output's aspect ratio is taken first.
/// That, bilinear, is Keras' `smart_resize`: what `RandomCrop` of tf.keras up to 2.15 does at
/// inference.
public struct Resizing: Layer {
  public let height: Int
  public let width: Int
  public let interpolation: Interpolation
  public let cropToAspectRatio: Bool

  public var operation: String { "Resizing" }

  public var parameterCount: Int { 0 }

  /// - Throws: `NeuralNetworkError.parameter` when an extent is less than one.
  public init(
    height: Int, width: Int, interpolation: Interpolation = .bilinear,
    cropToAspectRatio: Bool = false
  ) throws(NeuralNetworkError) {
    self.height = height
    self.width = width
    self.interpolation = interpolation
    self.cropToAspectRatio = cropToAspectRatio
    try requireUsable(Size2D(height: height, width: width), name: "size")
  }

  /// A part of a map.
  struct Part: Sendable, Equatable {
    let top: Int
    let left: Int
    let height: Int
    let width: Int
  }

  /// The part of a map that is resized.
  func part(of input: Shape) -> Part {
    let (rows, columns) = (input.dimensions[0], input.dimensions[1])
    guard cropToAspectRatio else {
      return Part(top: 0, left: 0, height: rows, width: columns)
    }
    // Keras divides as floating-point numbers and truncates; a part has at least one pixel here.
    let partHeight = max(min(rows, Int(Float(columns * height) / Float(width))), 1)
    let partWidth = max(min(columns, Int(Float(rows * width) / Float(height))), 1)
    return Part(
      top: (rows - partHeight) / 2, left: (columns - partWidth) / 2, height: partHeight,
      width: partWidth)
  }

  public func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let input = try singleMap(inputs)
    return try usable(
      Shape(height: height, width: width, channels: input.channels), from: inputs)
  }

  public func multiplyAdds(of inputs: [Shape]) -> Int { 0 }
}
