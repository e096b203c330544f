import FaceDetection
import Imaging
import TestSupport
import Testing

@Suite("Grouping from the largest window down")
struct LargestFirstGroupingTests {
  /// The largest face of all candidates.
  private func largest(
    _ scene: CandidateScene, _ grouping: inout RectangleGrouping
  ) -> Rectangle? {
    grouping.group(Array(scene.levels.joined()), minimumNeighbors: scene.minimumNeighbors)
      .map { $0.rectangle.intersection(with: scene.bounds) }
      .filter { !$0.isEmpty }.largest
  }

  /// The largest face, and the number of levels that were not needed to find it.
  private func largestFirst(
    _ scene: CandidateScene, _ grouping: inout LargestFirstGrouping
  ) -> (face: Rectangle?, rest: Int)? {
    grouping.start(
      windows: scene.windows, bounds: scene.bounds, minimumNeighbors: scene.minimumNeighbors)
    for level in scene.levels.indices.reversed() {
      grouping.addLevel(scene.levels[level])
      if case .settled(let face) = grouping.decide() { return (face, level) }
    }
    return nil
  }

  @Test("The largest face is that of all candidates, whatever smaller windows add")
  func random() throws {
    var random = SeededGenerator(seed: 1)
    var full = RectangleGrouping()
    var first = LargestFirstGrouping()
    var (faces, early, attacks) = (0, 0, 0)
    let rounds = Fixtures.isQuick ? 1_000 : 200_000
    for round in 0..<rounds {
      let scene = CandidateScene(&random)
      let (face, rest) = try #require(largestFirst(scene, &first))
      try #require(face == largest(scene, &full), "round \(round): \(scene)")
      faces += face == nil ? 0 : 1
      guard rest > 0 else { continue }
      early += 1
      for _ in 0..<3 {
        let changed = scene.changed(below: rest, &random)
        try #require(face == largest(changed, &full), "changed in round \(round): \(changed)")
        attacks += 1
      }
    }
    // Most scenes have a face, and many are settled before the last level.
    #expect(faces > rounds / 2)
    #expect(early > rounds / 5)
    #expect(attacks == 3 * early)
  }

  /// Candidates at one place.
  private func copies(_ count: Int, x: Int, y: Int = 0, _ window: Size) -> [Rectangle] {
    (0..<count).map { _ in
      Rectangle(x: x, y: y, width: window.width, height: window.height)
    }
  }

  /// The decision after each level, from the largest window down.
  private func decisions(
    sides: [Int], neighbors: Int = 1, width: Int = 1000, _ levels: [[Rectangle]]
  ) -> [LargestFirstGrouping.Decision] {
    var grouping = LargestFirstGrouping()
    grouping.start(
      windows: sides.map { Size(width: $0, height: $0) },
      bounds: Rectangle(x: 0, y: 0, width: width, height: 1000), minimumNeighbors: neighbors)
    return levels.reversed().map { level in
      grouping.addLevel(level)
      return grouping.decide()
    }
  }

  @Test("A face far above the next window is settled at once")
  func settled() {
    let window = Size(width: 200, height: 200)
    let face = Rectangle(x: 5, y: 6, width: 200, height: 200)
    #expect(
      decisions(sides: [100, 200], [[], copies(2, x: 5, y: 6, window)]) == [
        .settled(face), .settled(face),
      ])
  }

  @Test("A group is open while a window of the next size can be similar")
  func similar() {
    // Sides may differ by twice the whole part of a fifth of the smaller one.
    for (next, isOpen) in [(142, false), (143, false), (144, true), (150, true)] {
      let window = Size(width: 200, height: 200)
      let decision = decisions(sides: [next, 200], neighbors: 1, [[], copies(3, x: 0, window)])[0]
      // From 143 on, hiding is possible too.
      #expect((decision == .open) == (isOpen || next >= 143), "\(next)")
    }
  }

  @Test("A group is not settled while a stronger one inside of it could hide it")
  func hiding() {
    let large = Size(width: 214, height: 214)
    let small = Size(width: 153, height: 153)
    // 153 + 2·31 is 215: the large group is hidden, though windows are too different to be similar.
    let levels = [copies(5, x: 30, y: 30, small), copies(4, x: 0, y: 0, large)]
    #expect(
      decisions(sides: [153, 214], levels) == [
        .open, .settled(Rectangle(x: 30, y: 30, width: 153, height: 153)),
      ])
    // As many members do not hide it.
    #expect(
      decisions(sides: [153, 214], [copies(4, x: 30, y: 30, small), levels[1]]) == [
        .open, .settled(Rectangle(x: 0, y: 0, width: 214, height: 214)),
      ])
  }

  @Test("A group is not settled while another may still grow that is as large")
  func rival() {
    let levels = [
      [],
      [Rectangle(x: 510, y: 10, width: 90, height: 90)],
      copies(20, x: 0, Size(width: 100, height: 100)),
      [Rectangle(x: 500, y: 0, width: 110, height: 110)],
    ]
    // The mean of both sizes is as large as the strong group, and comes first.
    #expect(
      decisions(sides: [65, 90, 100, 110], levels) == [
        .open, .open, .open, .settled(Rectangle(x: 505, y: 5, width: 100, height: 100)),
      ])
  }

  @Test("A group hidden by one that may still change is not forgotten")
  func hiddenForNow() {
    let hidden = copies(2, x: 500, Size(width: 120, height: 120))
    // Neither is similar to the hidden ones, their mean is.
    let hiding = [
      Rectangle(x: 522, y: 15, width: 90, height: 90),
      Rectangle(x: 508, y: 15, width: 90, height: 90),
    ]
    let strong = copies(20, x: 0, Size(width: 100, height: 100))
    let sides = [65, 90, 100, 120]
    #expect(
      decisions(sides: sides, [[], hiding, strong, hidden]) == [
        .open, .open, .open, .settled(strong[0]),
      ])
    // Smaller windows draw the group that hides away.
    let more = copies(2, x: 534, y: 28, Size(width: 65, height: 65))
    #expect(
      decisions(sides: sides, [more, hiding, strong, hidden]) == [
        .open, .open, .open, .settled(hidden[0]),
      ])
  }

  @Test("Of faces of the same area, the first in OpenCV's order is found")
  func ties() {
    let window = Size(width: 100, height: 100)
    let left = Rectangle(x: 0, y: 0, width: 100, height: 100)
    let right = Rectangle(x: 500, y: 0, width: 100, height: 100)
    let level = copies(2, x: 500, window) + copies(2, x: 0, window)
    #expect(decisions(sides: [100], [level]) == [.settled(right)])
    #expect(decisions(sides: [100], [level.reversed()]) == [.settled(left)])
    // Two levels of the same size, as a factor near 1 gives: the lower level comes first.
    #expect(
      decisions(sides: [100, 100], [copies(2, x: 0, window), copies(2, x: 500, window)]) == [
        .open, .settled(left),
      ])
    // A face that is clipped to the area of a smaller one, which comes first.
    let large = Size(width: 200, height: 200)
    let tall = Size(width: 142, height: 142)
    let clipped = copies(2, x: 1000 - 100, large)
    let clippedFace = Rectangle(x: 900, y: 0, width: 100, height: 200)
    #expect(decisions(sides: [142, 200], [[], clipped]).last == .settled(clippedFace))
    let second = copies(2, x: 0, tall)
    #expect(
      decisions(sides: [142, 200], [second, clipped]).last
        == .settled(Rectangle(x: 0, y: 0, width: 142, height: 142)))
  }

  @Test("Without candidates or with too few, there is no face after the last level")
  func none() {
    #expect(decisions(sides: [10, 20], [[], []]) == [.open, .settled(nil)])
    let window = Size(width: 10, height: 10)
    #expect(
      decisions(sides: [10], neighbors: 3, [copies(3, x: 0, window)]) == [.settled(nil)])
    #expect(
      decisions(sides: [10, 20], neighbors: .max, [copies(9, x: 0, window), []]) == [
        .open, .settled(nil),
      ])
  }
}
