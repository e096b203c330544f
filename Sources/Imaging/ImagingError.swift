/// What can be wrong with pixels that are handed to this module.
public enum ImagingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A width or height is negative, or their product does not fit an `Int`.
  case invalidSize(width: Int, height: Int)
  /// The number of pixels is not the width times the height.
  case pixelCount(width: Int, height: Int, expected: Int, found: Int)
  /// A row of the buffer is shorter than the pixels it should hold (bytes).
  case shortRow(expected: Int, found: Int)
  /// The buffer ends before the last pixel (bytes).
  case shortBuffer(expected: Int, found: Int)

  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .invalidSize(let width, let height):
      "an image cannot be \(width)×\(height) pixels: give a width and a height of 0 or more"
        + " whose product fits an Int"
    case .pixelCount(let width, let height, let expected, let found):
      "an image of \(width)×\(height) has \(expected) pixels, but \(found) were given:"
        + " give one byte a pixel, row after row, without padding"
    case .shortRow(let expected, let found):
      "a row needs \(expected) bytes, but the stride is \(found): give the distance in bytes"
        + " between the beginnings of two rows"
    case .shortBuffer(let expected, let found):
      "the pixels need \(expected) bytes, but the buffer has \(found): give the whole picture"
        + " or a smaller size"
    }
  }
}
