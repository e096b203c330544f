import Imaging

/// Joins similar candidates to faces, as OpenCV's `groupRectangles` does with an eps of 0.2.
///
/// Source: the specification of the cascade, section 9. Buffers are kept from call to call.
package struct RectangleGrouping {
  /// How different similar rectangles may be, as a part of their mean side.
  static let tolerance = 0.2

  private struct Group {
    var x = 0
    var y = 0
    var width = 0
    var height = 0
    var count = 0
    var rectangle = Rectangle(x: 0, y: 0, width: 0, height: 0)
  }

  /// For each candidate, another of its component with a lower index, or itself.
  private var parents: [Int] = []
  /// For each candidate that is its own parent, the number of its group.
  private var numbers: [Int] = []
  private var groups: [Group] = []

  package init() {}

  /// The faces in order of the first candidate of each.
  ///
  /// - Complexity: quadratic in the number of candidates.
  package mutating func group(
    _ candidates: [Rectangle], minimumNeighbors: Int
  ) -> [DetectedFace] {
    guard minimumNeighbors > 0 else {
      return candidates.map { DetectedFace(rectangle: $0, neighbors: 1) }
    }
    joinSimilar(candidates)
    sumGroups(candidates)
    var faces: [DetectedFace] = []
    for (i, group) in groups.enumerated()
    where group.count > minimumNeighbors && !isInside(i, minimumNeighbors: minimumNeighbors) {
      faces.append(DetectedFace(rectangle: group.rectangle, neighbors: group.count))
    }
    return faces
  }

  private mutating func joinSimilar(_ candidates: [Rectangle]) {
    parents.removeAll(keepingCapacity: true)
    for i in candidates.indices {
      parents.append(i)
      for j in 0..<i where Self.areSimilar(candidates[i], candidates[j]) {
        let a = root(of: i)
        let b = root(of: j)
        // The root is the first member, so that roots in order number the groups.
        if a != b { parents[max(a, b)] = min(a, b) }
      }
    }
  }

  private mutating func root(of index: Int) -> Int {
    var index = index
    while parents[index] != index {
      parents[index] = parents[parents[index]]
      index = parents[index]
    }
    return index
  }

  private static func areSimilar(_ a: Rectangle, _ b: Rectangle) -> Bool {
    let delta = tolerance * Double(min(a.width, b.width) + min(a.height, b.height)) * 0.5
    return Double(abs(a.x - b.x)) <= delta && Double(abs(a.y - b.y)) <= delta
      && Double(abs(a.maximumX - b.maximumX)) <= delta
      && Double(abs(a.maximumY - b.maximumY)) <= delta
  }

  private mutating func sumGroups(_ candidates: [Rectangle]) {
    groups.removeAll(keepingCapacity: true)
    numbers.removeAll(keepingCapacity: true)
    for (i, candidate) in candidates.enumerated() {
      let root = root(of: i)
      numbers.append(groups.count)
      if root == i { groups.append(Group()) }
      let number = numbers[root]
      groups[number].x += candidate.x
      groups[number].y += candidate.y
      groups[number].width += candidate.width
      groups[number].height += candidate.height
      groups[number].count += 1
    }
    for i in groups.indices {
      let reciprocal = 1 / Float(groups[i].count)
      func mean(_ sum: Int) -> Int { Int((Float(sum) * reciprocal).rounded(.toNearestOrEven)) }
      groups[i].rectangle = Rectangle(
        x: mean(groups[i].x), y: mean(groups[i].y), width: mean(groups[i].width),
        height: mean(groups[i].height))
    }
  }

  /// Whether a group lies inside another one that is stronger.
  private func isInside(_ i: Int, minimumNeighbors: Int) -> Bool {
    let inner = groups[i].rectangle
    let count = groups[i].count
    return groups.indices.contains { j in
      guard j != i, groups[j].count > minimumNeighbors else { return false }
      let outer = groups[j].rectangle
      let dx = Int((Double(outer.width) * Self.tolerance).rounded(.toNearestOrEven))
      let dy = Int((Double(outer.height) * Self.tolerance).rounded(.toNearestOrEven))
      return inner.x >= outer.x - dx && inner.y >= outer.y - dy
        && inner.maximumX <= outer.maximumX + dx && inner.maximumY <= outer.maximumY + dy
        && (groups[j].count > max(3, count) || count < 3)
    }
  }
}
