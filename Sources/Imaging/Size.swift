/// The extent of a picture or a window in whole pixels.
public struct Size: Sendable, Hashable, Codable {
  /// The number of columns.
  public var width: Int
  /// The number of rows.
  public var height: Int

  /// Makes a size of columns and rows.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }
}

extension Size: CustomStringConvertible {
  /// Such as `48×48`.
  public var description: String { "\(width)×\(height)" }
}
