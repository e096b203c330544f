/// The extent of one sample of a tensor, without the batch: `[height, width, channels]` for
/// feature maps (NHWC order), `[features]` for vectors.
public struct Shape: Sendable, Hashable, CustomStringConvertible {
  public let dimensions: [Int]

  public init(_ dimensions: [Int]) {
    self.dimensions = dimensions
  }

  public init(height: Int, width: Int, channels: Int) {
    dimensions = [height, width, channels]
  }

  /// Number of values in one sample; `Int.max` where it does not fit an `Int`.
  public var count: Int { dimensions.saturatingProduct }

  public var rank: Int { dimensions.count }

  /// The last dimension: channels of a feature map, features of a vector.
  public var channels: Int { dimensions.last ?? 1 }

  public var description: String {
    "(" + dimensions.map { String($0) }.joined(separator: ", ") + ")"
  }
}

/// Two numbers along the vertical and the horizontal axis: a kernel size, strides, a dilation rate.
public struct Size2D: Sendable, Hashable, CustomStringConvertible {
  public let height: Int
  public let width: Int

  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  public static let one = Size2D(height: 1, width: 1)

  public var description: String { "\(height)×\(width)" }
}
