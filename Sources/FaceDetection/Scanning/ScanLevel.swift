import Imaging

/// One scale of a search: the size to which the image is reduced, and which windows are tried.
///
/// Source: the specification of the cascade, sections 3, 4 and 6.
package struct ScanLevel: Sendable, Equatable {
  /// How much smaller the reduced image is.
  package let scale: Float
  /// The size of the reduced image.
  package let width: Int
  package let height: Int
  /// The distance between neighbouring windows in pixels of the reduced image.
  package let step: Int
  /// Windows begin at the columns 0, step, … below this.
  package let columnEnd: Int
  /// Windows begin at the rows 0, step, … below this.
  package let rowEnd: Int
  /// The size of the window in pixels of the image.
  package let window: Size

  /// Where a window of the reduced image lies in the image.
  func rectangle(x: Int, y: Int) -> Rectangle {
    Rectangle(
      x: Self.round(Float(x) * scale), y: Self.round(Float(y) * scale), width: window.width,
      height: window.height)
  }

  /// The levels that are searched in an image, from the smallest window to the largest.
  package static func levels(
    image: Size, window: Size, parameters: DetectionParameters
  ) -> [ScanLevel] {
    var levels: [ScanLevel] = []
    var stripes = 1
    for scale in scales(image: image, window: window, parameters: parameters) {
      let width = round(Float(image.width) / scale)
      let height = round(Float(image.height) / scale)
      let step = scale >= 2 ? 1 : 2
      let columns = max(width + 1 - window.width, 0)
      let rows = max(height + 1 - window.height, 0)
      // OpenCV divides rows among as many stripes as the first scale has; rows that remain when
      // the division is not even are not searched.
      if levels.isEmpty { stripes = max((columns + 31) / 32, 1) }
      let stripe = max((rows / step + stripes - 1) / stripes, 1) * step
      levels.append(
        ScanLevel(
          scale: scale, width: width, height: height, step: step, columnEnd: columns,
          rowEnd: min(stripes * stripe, rows),
          window: size(of: window, at: scale)))
    }
    return levels
  }

  private static func scales(
    image: Size, window: Size, parameters: DetectionParameters
  ) -> [Float] {
    var all: [Float] = []
    var factor = 1.0
    while (Double(window.width) * factor).rounded(.toNearestOrEven) <= Double(image.width),
      (Double(window.height) * factor).rounded(.toNearestOrEven) <= Double(image.height)
    {
      all.append(Float(factor))
      factor *= parameters.scaleFactor
    }
    let minimum = parameters.minimumSize ?? Size(width: 0, height: 0)
    let maximum = parameters.maximumSize ?? image
    var scales: [Float] = []
    for scale in all {
      let size = size(of: window, at: scale)
      if size.width > maximum.width || size.height > maximum.height { break }
      if size.width < minimum.width || size.height < minimum.height { continue }
      scales.append(scale)
    }
    guard scales.isEmpty else { return scales }
    let nearest = all.min { a, b in
      distance(size(of: window, at: a), minimum) < distance(size(of: window, at: b), minimum)
    }
    return nearest.map { [$0] } ?? []
  }

  private static func size(of window: Size, at scale: Float) -> Size {
    Size(width: round(Float(window.width) * scale), height: round(Float(window.height) * scale))
  }

  private static func distance(_ a: Size, _ b: Size) -> Int {
    let dx = b.width - a.width
    let dy = b.height - a.height
    return dx * dx + dy * dy
  }

  private static func round(_ value: Float) -> Int {
    Int(value.rounded(.toNearestOrEven))
  }
}
