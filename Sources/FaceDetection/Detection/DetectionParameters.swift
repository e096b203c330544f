import Imaging

/// How a ``CascadeDetector`` searches; the parameters of OpenCV's `detectMultiScale`.
public struct DetectionParameters: Sendable, Hashable, Codable {
  /// The ratio of the sizes of the window at two neighbouring scales, at least 1.01.
  public var scaleFactor: Double
  /// A group of similar candidates is a face if it has more members than this; 0 returns all
  /// candidates as they are.
  public var minimumNeighbors: Int
  /// The least window in pixels of the image; none if nil.
  ///
  /// If no scale lies between the limits, the one nearest to this is searched, as OpenCV does.
  public var minimumSize: Size?
  /// The largest window in pixels of the image; the image itself if nil.
  public var maximumSize: Size?

  /// Makes parameters; the defaults find frontal faces at every size.
  public init(
    scaleFactor: Double = 1.3, minimumNeighbors: Int = 5, minimumSize: Size? = nil,
    maximumSize: Size? = nil
  ) {
    self.scaleFactor = scaleFactor
    self.minimumNeighbors = minimumNeighbors
    self.minimumSize = minimumSize
    self.maximumSize = maximumSize
  }

  /// Limits sides so that squares of differences of sizes fit an `Int`.
  static let sides = 0...(1 << 24)

  func validate() throws(DetectionError) {
    guard scaleFactor.isFinite, scaleFactor >= 1.01 else {
      throw .invalidParameter(
        name: "scaleFactor", expected: "a finite number of at least 1.01", found: "\(scaleFactor)")
    }
    guard minimumNeighbors >= 0 else {
      throw .invalidParameter(
        name: "minimumNeighbors", expected: "0 or more", found: "\(minimumNeighbors)")
    }
    for (name, size, least) in [
      ("minimumSize", minimumSize, 0), ("maximumSize", maximumSize, 1),
    ] {
      guard let size else { continue }
      let range = least...Self.sides.upperBound
      guard range.contains(size.width), range.contains(size.height) else {
        throw .invalidParameter(
          name: name,
          expected: "a width and a height from \(range.lowerBound) to \(range.upperBound)",
          found: "\(size)")
      }
    }
  }
}
