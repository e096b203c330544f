/// Upper bounds that keep a hostile file from taking memory or time (specs/keras-h5.md §3.2).
public struct Limits: Sendable {
  /// Bytes of a file.
  public var fileSize = 1 << 30
  /// Elements of an array attribute.
  public var attributeCount = 65_536
  /// Bytes of one fixed-length string.
  public var fixedTextSize = 1 << 20
  /// Bytes of all strings of one attribute.
  public var textSize = 64 << 20
  /// Values of one dataset.
  public var elementCount = (512 << 20) / 4
  /// Dimensions of a dataset.
  public var rank = 5
  /// Extent of one dimension.
  public var extent = 1 << 28
  /// Declared bytes of a compressed dataset over its stored bytes.
  public var expansion = 1_000
  /// Components of a path.
  public var depth = 12
  /// Members of a group.
  public var memberCount = 200_000

  /// The bounds above.
  public init() {}

  /// The bounds for model files of any origin.
  public static let standard = Limits()
}
