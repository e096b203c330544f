import Imaging

/// A face that a detector found.
public struct DetectedFace: Sendable, Hashable, Codable {
  /// Where the face is, in pixels of the image.
  public let rectangle: Rectangle
  /// How many candidates were joined in this face; 1 if candidates were not grouped.
  public let neighbors: Int

  /// Makes a face from its parts.
  public init(rectangle: Rectangle, neighbors: Int) {
    self.rectangle = rectangle
    self.neighbors = neighbors
  }
}

extension Sequence<Rectangle> {
  /// The rectangle of the largest area, the first of them if several have it; nil if there is none.
  public var largest: Rectangle? {
    reduce(nil) { largest, rectangle in
      guard let largest, rectangle.area <= largest.area else { return rectangle }
      return largest
    }
  }
}
