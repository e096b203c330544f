/// An axis-parallel rectangle in whole pixels: the columns `x..<x + width` and the rows
/// `y..<y + height`.
public struct Rectangle: Sendable, Hashable, Codable {
  /// The first column.
  public var x: Int
  /// The first row.
  public var y: Int
  /// The number of columns.
  public var width: Int
  /// The number of rows.
  public var height: Int

  /// Makes a rectangle from its first column and row and its extent.
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// The first column to the right of the rectangle.
  public var maximumX: Int { x + width }
  /// The first row below the rectangle.
  public var maximumY: Int { y + height }
  /// Whether the rectangle holds no pixel.
  public var isEmpty: Bool { width <= 0 || height <= 0 }
  /// The number of pixels; 0 if the rectangle is empty.
  public var area: Int { isEmpty ? 0 : width * height }

  /// The pixels that both rectangles hold; `width` and `height` are 0 if there are none.
  public func intersection(with other: Rectangle) -> Rectangle {
    let left = max(x, other.x)
    let top = max(y, other.y)
    let width = min(maximumX, other.maximumX) - left
    let height = min(maximumY, other.maximumY) - top
    guard !isEmpty, !other.isEmpty, width > 0, height > 0 else {
      return Rectangle(x: left, y: top, width: 0, height: 0)
    }
    return Rectangle(x: left, y: top, width: width, height: height)
  }

  /// Whether the rectangle holds every pixel of `other`.
  public func contains(_ other: Rectangle) -> Bool {
    other.x >= x && other.y >= y && other.maximumX <= maximumX && other.maximumY <= maximumY
  }

  /// The area of the intersection divided by the area of the union; 0 if either is empty.
  public func intersectionOverUnion(with other: Rectangle) -> Double {
    let common = intersection(with: other).area
    guard common > 0 else { return 0 }
    return Double(common) / Double(area + other.area - common)
  }
}

extension Rectangle: CustomStringConvertible {
  /// The extent and the position, such as `48×48 at (10, 20)`.
  public var description: String { "\(width)×\(height) at (\(x), \(y))" }
}
