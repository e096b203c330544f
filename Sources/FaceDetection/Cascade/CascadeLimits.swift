/// What a cascade file may at most contain. OpenCV checks none of this.
enum CascadeLimits {
  /// The largest file (bytes); the largest that Debian ships has 2.7 MB.
  static let bytes = 32 << 20
  /// The deepest nesting of elements; the format needs 8.
  static let depth = 16
  /// The longest text of one element (bytes).
  static let textBytes = 1 << 16
  static let windowSide = 3...256
  static let stages = 100
  static let trees = 100_000
  static let nodes = 200_000
  static let features = 200_000
  static let rectangles = 3
}
