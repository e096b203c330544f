import Imaging

/// Joins similar candidates to faces, as OpenCV's `groupRectangles` does with an eps of 0.2.
///
/// Source: the specification of the cascade, section 9. Buffers are kept from call to call.
package struct RectangleGrouping {
  /// For each candidate, another of its component with a lower index, or itself.
  private var parents: [Int] = []
  /// For each candidate that is its own parent, the number of its group.
  private var numbers: [Int] = []
  private var groups: [CandidateGroup] = []

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
      for j in 0..<i where CandidateGroup.areSimilar(candidates[i], candidates[j]) {
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

  private mutating func sumGroups(_ candidates: [Rectangle]) {
    groups.removeAll(keepingCapacity: true)
    numbers.removeAll(keepingCapacity: true)
    for (i, candidate) in candidates.enumerated() {
      let root = root(of: i)
      numbers.append(groups.count)
      if root == i { groups.append(CandidateGroup()) }
      groups[numbers[root]].add(candidate)
    }
    for i in groups.indices { groups[i].average() }
  }

  /// Whether a group lies inside another one that is stronger.
  private func isInside(_ i: Int, minimumNeighbors: Int) -> Bool {
    groups.indices.contains { j in
      j != i && groups[j].count > minimumNeighbors && groups[i].isHidden(by: groups[j])
    }
  }
}
