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

/// Three numbers along depth, height and width: a kernel size, strides, a dilation rate.
public struct Size3D: Sendable, Hashable, CustomStringConvertible {
  public let depth: Int
  public let height: Int
  public let width: Int

  public init(depth: Int, height: Int, width: Int) {
    self.depth = depth
    self.height = height
    self.width = width
  }

  public static let one = Size3D(depth: 1, height: 1, width: 1)

  public var description: String { "\(depth)×\(height)×\(width)" }

  var extents: [Int] { [depth, height, width] }
}

extension Shape {
  /// The number of an axis, where −1 is the last one; nil when there is no such axis.
  func axis(_ number: Int) -> Int? {
    let axis = number < 0 ? number.addingReportingOverflow(rank).partialValue : number
    return dimensions.indices.contains(axis) ? axis : nil
  }

  /// The numbers of axes in ascending order; nil when one does not exist or appears twice.
  func axes(_ numbers: [Int]) -> [Int]? {
    let axes = numbers.compactMap { axis($0) }.sorted()
    guard axes.count == numbers.count, zip(axes, axes.dropFirst()).allSatisfy({ $0 < $1 }) else {
      return nil
    }
    return axes
  }

  /// The product of the extents before an axis.
  func count(before axis: Int) -> Int { dimensions[..<axis].saturatingProduct }

  /// The product of the extents after an axis.
  func count(after axis: Int) -> Int { dimensions[(axis + 1)...].saturatingProduct }
}
