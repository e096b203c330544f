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

  /// The first column to the right of the rectangle, at most `Int.max`.
  public var maximumX: Int { Self.saturatedSum(x, width) }
  /// The first row below the rectangle, at most `Int.max`.
  public var maximumY: Int { Self.saturatedSum(y, height) }
  /// Whether the rectangle holds no pixel.
  public var isEmpty: Bool { width <= 0 || height <= 0 }
  /// The number of pixels, at most `Int.max`; 0 if the rectangle is empty.
  public var area: Int {
    guard !isEmpty else { return 0 }
    let (area, overflow) = width.multipliedReportingOverflow(by: height)
    return overflow ? .max : area
  }

  /// The pixels that both rectangles hold; `width` and `height` are 0 if there are none.
  public func intersection(with other: Rectangle) -> Rectangle {
    let left = max(x, other.x)
    let top = max(y, other.y)
    let right = min(maximumX, other.maximumX)
    let bottom = min(maximumY, other.maximumY)
    guard !isEmpty, !other.isEmpty, right > left, bottom > top else {
      return Rectangle(x: left, y: top, width: 0, height: 0)
    }
    // Neither is more than the width and height of either rectangle.
    return Rectangle(x: left, y: top, width: right - left, height: bottom - top)
  }

  private static func saturatedSum(_ a: Int, _ b: Int) -> Int {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? (b > 0 ? .max : .min) : sum
  }

  /// Whether the rectangle holds every pixel of `other`.
  public func contains(_ other: Rectangle) -> Bool {
    other.x >= x && other.y >= y && other.maximumX <= maximumX && other.maximumY <= maximumY
  }

  /// The area of the intersection divided by the area of the union; 0 if either is empty.
  public func intersectionOverUnion(with other: Rectangle) -> Double {
    let common = intersection(with: other).area
    guard common > 0 else { return 0 }
    return Double(common) / (Double(area) + Double(other.area) - Double(common))
  }
}

extension Rectangle: CustomStringConvertible {
  /// The extent and the position, such as `48×48 at (10, 20)`.
  public var description: String { "\(width)×\(height) at (\(x), \(y))" }
}
