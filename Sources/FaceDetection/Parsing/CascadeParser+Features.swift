extension CascadeParser {
  /// The features that were read, all of them inside the window.
  ///
  /// Source: the specification of the cascade, sections 2 and 12.
  func features(
    _ kind: Kind, width: Int, height: Int
  ) throws(CascadeError) -> CascadeClassifier.Features {
    if kind == .localBinaryPatterns {
      var patterns: [CascadeClassifier.LocalBinaryPattern] = []
      patterns.reserveCapacity(features.count)
      for raw in features { patterns.append(try pattern(raw, width: width, height: height)) }
      return .localBinaryPatterns(patterns)
    }
    var haar: [CascadeClassifier.HaarFeature] = []
    haar.reserveCapacity(features.count)
    for raw in features { haar.append(try haarFeature(raw, width: width, height: height)) }
    return .haar(haar)
  }

  private func pattern(
    _ raw: RawFeature, width: Int, height: Int
  ) throws(CascadeError) -> CascadeClassifier.LocalBinaryPattern {
    let cell = try required(raw.cell, "rect", raw.line)
    let sides = try wholeNumbers(cell, count: 4, "rect", "four whole numbers: x y width height")
    let (x, y, columns, rows) = (sides[0], sides[1], sides[2], sides[3])
    guard x >= 0, y >= 0, columns > 0, rows > 0, x < width, y < height,
      columns <= (width - x) / 3, rows <= (height - y) / 3
    else {
      throw invalid(
        cell, "rect", "a cell whose 3×3 grid is inside the window of \(width)×\(height)")
    }
    return .init(x: x, y: y, width: columns, height: rows)
  }

  private func haarFeature(
    _ raw: RawFeature, width: Int, height: Int
  ) throws(CascadeError) -> CascadeClassifier.HaarFeature {
    guard raw.hasRectangles, !raw.rectangles.isEmpty else { throw missing("rects", raw.line) }
    var rectangles: [CascadeClassifier.WeightedRectangle] = []
    rectangles.reserveCapacity(raw.rectangles.count)
    for rectangle in self.rectangles[raw.rectangles] {
      let sides = try wholeNumbers(
        rectangle, count: 5, "rects/_", "five numbers: x y width height weight")
      let (x, y, columns, rows) = (sides[0], sides[1], sides[2], sides[3])
      guard x >= 0, y >= 0, columns > 0, rows > 0, x < width, y < height, columns <= width - x,
        raw.isTilted
          ? rows <= x && columns < height - y && rows <= height - y - columns
          : rows <= height - y
      else {
        throw invalid(
          rectangle, "rects/_",
          "whole numbers: a \(raw.isTilted ? "tilted " : "")rectangle inside the window of"
            + " \(width)×\(height)")
      }
      let weight = Float(numbers[rectangle.numbers.upperBound - 1])
      guard weight.isFinite else {
        throw invalid(rectangle, "rects/_", "a weight of single precision")
      }
      rectangles.append(.init(x: x, y: y, width: columns, height: rows, weight: weight))
    }
    return .init(rectangles: rectangles, isTilted: raw.isTilted)
  }

  /// The first four of so many numbers, which are whole.
  private func wholeNumbers(
    _ raw: RawRectangle, count: Int, _ element: String, _ expected: String
  ) throws(CascadeError) -> [Int] {
    guard raw.numbers.count == count else { throw invalid(raw, element, expected) }
    let whole = numbers[raw.numbers].prefix(4).compactMap { Int(exactly: $0) }
    guard whole.count == 4 else { throw invalid(raw, element, expected) }
    return whole
  }

  private func invalid(
    _ raw: RawRectangle, _ element: String, _ expected: String
  ) -> CascadeError {
    .invalidValue(
      file: file, line: raw.line, element: element, expected: expected,
      found: numbers[raw.numbers].prefix(6).map { "\($0)" }.joined(separator: " "))
  }
}
