import Imaging
import TestSupport

/// Random candidates at the scales of a search, as they stand around faces: clusters over several
/// scales, chains of them, stray ones.
struct CandidateScene {
  /// The sizes of the windows, from the smallest.
  let windows: [Size]
  let bounds: Rectangle
  let minimumNeighbors: Int
  /// For each scale, candidates in any order.
  var levels: [[Rectangle]]

  init(_ random: inout SeededGenerator) {
    let width = Float(Int.random(in: 3...24, using: &random))
    // Windows need not be square.
    let height =
      Bool.random(using: &random) ? width : Float(Int.random(in: 3...24, using: &random))
    let factor = Double.random(in: 1.05...2, using: &random)
    var scale = Double.random(in: 1...1.5, using: &random)
    windows = (0..<Int.random(in: 1...9, using: &random)).map { _ in
      defer { scale *= factor }
      return Size(
        width: Int((width * Float(scale)).rounded(.toNearestOrEven)),
        height: Int((height * Float(scale)).rounded(.toNearestOrEven)))
    }
    // The largest windows may reach over the edge, so that faces are clipped.
    let last = windows[windows.count - 1]
    bounds = Rectangle(
      x: 0, y: 0, width: last.width + Int.random(in: 0...2 * last.width, using: &random),
      height: last.height + Int.random(in: 0...2 * last.height, using: &random))
    minimumNeighbors = Int.random(in: 1...5, using: &random)
    levels = windows.map { _ in [] }
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let middle = Int.random(in: 0..<windows.count, using: &random)
      let spread = Int.random(in: 0...3, using: &random)
      let most = Int.random(in: 1...10, using: &random)
      let face = Rectangle(
        x: Int.random(in: 0...bounds.width, using: &random),
        y: Int.random(in: 0...bounds.height, using: &random), width: 0, height: 0)
      for level in max(middle - spread, 0)...min(middle + spread, windows.count - 1) {
        add(
          around: face, level: level, count: Int.random(in: 0...most, using: &random),
          spread: Double.random(in: 0...0.3, using: &random), &random)
      }
    }
    for level in windows.indices where Int.random(in: 0..<3, using: &random) == 0 {
      add(around: bounds, level: level, count: 1, spread: 2, &random)
    }
  }

  /// Adds candidates whose centres are near that of a rectangle.
  ///
  /// - Parameter spread: how far away they are, in sides of the window.
  mutating func add(
    around center: Rectangle, level: Int, count: Int, spread: Double,
    _ random: inout SeededGenerator
  ) {
    let window = windows[level]
    func place(_ middle: Int, _ side: Int, _ end: Int, _ random: inout SeededGenerator) -> Int {
      let distance = Int(spread * Double(side))
      let place = middle - side / 2 + Int.random(in: -distance...distance, using: &random)
      // A window may begin so far that rounding moves it over the edge, but not outside.
      return min(max(place, 0), max(end - side + 2, 0))
    }
    for _ in 0..<count {
      levels[level].append(
        Rectangle(
          x: place(center.x + center.width / 2, window.width, bounds.width, &random),
          y: place(center.y + center.height / 2, window.height, bounds.height, &random),
          width: window.width, height: window.height))
    }
  }

  /// The same candidates at the larger scales, and others below, near what is there: such as may
  /// join, hide or outdo groups.
  func changed(below end: Int, _ random: inout SeededGenerator) -> CandidateScene {
    var changed = self
    for level in 0..<end { changed.levels[level] = [] }
    let models = levels[end...].joined()
    for level in (0..<end).suffix(Int.random(in: 1...3, using: &random)) {
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        guard let model = models.randomElement(using: &random) else { break }
        changed.add(
          around: model, level: level, count: Int.random(in: 1...12, using: &random),
          spread: Double.random(in: 0...0.5, using: &random), &random)
      }
    }
    return changed
  }
}
