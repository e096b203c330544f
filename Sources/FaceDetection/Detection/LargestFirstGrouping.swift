import Imaging

/// Groups the candidates of a search that goes from the largest window down, and tells when the
/// largest face is known although smaller windows were not searched.
///
/// The face is the largest that ``RectangleGrouping`` finds among the candidates of all levels, the
/// first of several of the same area. <doc:LargestFirst> proves it. Buffers are kept from call to
/// call.
package struct LargestFirstGrouping {
  /// What is known of the largest face.
  package enum Decision: Equatable {
    /// Levels that were not added may change it.
    case open
    /// Candidates of further levels change nothing; nil if there is no face.
    case settled(Rectangle?)
  }

  /// The largest side of an image for which the rounding of means in `Float` is bounded by the
  /// quarter of a pixel that ``largestMean(of:next:)`` allows for.
  static let largestSide = 1 << 19

  /// The size of the windows of the levels that were not added, from the smallest.
  private var windows: [Size] = []
  private var bounds = Rectangle(x: 0, y: 0, width: 0, height: 0)
  private var minimumNeighbors = 1
  /// How many members a face has at least; limited so that sums of their sides fit, which only
  /// loosens the bounds.
  private var leastCount: Int { min(minimumNeighbors, 1 << 20) + 1 }

  /// The candidates in the reverse of OpenCV's order, so that more can be appended.
  private var candidates: [Rectangle] = []
  /// For each candidate, another of its group with a higher index, or itself.
  private var parents: [Int] = []
  /// For each candidate, the number of its group.
  private var numbers: [Int] = []
  /// The groups in OpenCV's order.
  private var groups: [CandidateGroup] = []
  /// For each group, whether no candidate of a level that was not added can join it.
  private var isClosed: [Bool] = []

  package init() {}

  /// Begins a search.
  ///
  /// - Parameters:
  ///   - windows: the sizes of the windows of all levels; neither side ever decreases.
  ///   - bounds: the image, to which faces are clipped.
  ///   - minimumNeighbors: at least 1.
  package mutating func start(
    windows: some Sequence<Size>, bounds: Rectangle, minimumNeighbors: Int
  ) {
    self.windows.removeAll(keepingCapacity: true)
    self.windows.append(contentsOf: windows)
    self.bounds = bounds
    self.minimumNeighbors = minimumNeighbors
    candidates.removeAll(keepingCapacity: true)
    parents.removeAll(keepingCapacity: true)
  }

  /// Adds the candidates of the largest level that was not added yet, by row and column.
  ///
  /// - Complexity: the product of the number of candidates and the number of those before.
  package mutating func addLevel(_ level: [Rectangle]) {
    guard let window = windows.popLast() else { return }
    let first = candidates.firstIndex { Self.canBeSimilar($0, window) } ?? candidates.count
    for candidate in level.reversed() {
      let i = candidates.count
      candidates.append(candidate)
      parents.append(i)
      for j in first..<i where CandidateGroup.areSimilar(candidate, candidates[j]) {
        let root = root(of: j)
        // The root is the first member in OpenCV's order.
        if root != i { parents[root] = i }
      }
    }
  }

  /// The largest face, if no level that was not added can change it.
  package mutating func decide() -> Decision {
    guard let next = windows.last else {
      sumGroups { _ in true }
      return .settled(largestClosed().map { clipped($0) })
    }
    guard candidates.count > minimumNeighbors else { return .open }
    sumGroups { !Self.canBeSimilar($0, next) }
    guard let largest = largestClosed() else { return .open }

    let rival = largestMean(of: leastCount, next: next)
    guard rival.width * rival.height < clipped(largest).area else { return .open }

    let hiding = largestMean(of: max(leastCount, largest.countThatHides), next: next)
    func isTooSmall(_ side: Int, _ hidden: Int) -> Bool {
      side + 2 * CandidateGroup.margin(side) < hidden
    }
    guard
      isTooSmall(hiding.width, largest.rectangle.width)
        || isTooSmall(hiding.height, largest.rectangle.height)
    else { return .open }
    return .settled(clipped(largest))
  }

  /// Whether a candidate and a window that is not larger can be similar at all: whether there are
  /// whole distances within reach for both pairs of edges.
  private static func canBeSimilar(_ candidate: Rectangle, _ window: Size) -> Bool {
    let reach = 2 * Int(CandidateGroup.reach(window))
    return candidate.width - window.width <= reach && candidate.height - window.height <= reach
  }

  private mutating func root(of index: Int) -> Int {
    var index = index
    while parents[index] != index {
      parents[index] = parents[parents[index]]
      index = parents[index]
    }
    return index
  }

  /// Makes the groups; they are closed if the first member in OpenCV's order, which has the smallest
  /// window, is.
  private mutating func sumGroups(closed: (Rectangle) -> Bool) {
    groups.removeAll(keepingCapacity: true)
    isClosed.removeAll(keepingCapacity: true)
    numbers.removeAll(keepingCapacity: true)
    numbers.append(contentsOf: repeatElement(0, count: candidates.count))
    for i in candidates.indices.reversed() {
      let root = root(of: i)
      if root == i {
        numbers[i] = groups.count
        groups.append(CandidateGroup())
        isClosed.append(closed(candidates[i]))
      }
      numbers[i] = numbers[root]
      groups[numbers[i]].add(candidates[i])
    }
    for i in groups.indices { groups[i].average() }
  }

  /// The closed group that is the largest face if open groups do not matter.
  private func largestClosed() -> CandidateGroup? {
    var largest: CandidateGroup?
    var largestArea = 0
    let strong = groups.indices.filter { isClosed[$0] && groups[$0].count > minimumNeighbors }
    for i in strong {
      let area = clipped(groups[i]).area
      guard area > largestArea,
        !strong.contains(where: { $0 != i && groups[i].isHidden(by: groups[$0]) })
      else { continue }
      largest = groups[i]
      largestArea = area
    }
    return largest
  }

  private func clipped(_ group: CandidateGroup) -> Rectangle {
    group.rectangle.intersection(with: bounds)
  }

  /// A bound on both sides of the mean of so many or more candidates of open groups and of levels
  /// that were not added, whose largest window is `next`: the mean of the largest so many.
  private func largestMean(of count: Int, next: Size) -> Size {
    var rest = count
    var (width, height) = (0, 0)
    for (i, candidate) in candidates.enumerated() where !isClosed[numbers[i]] {
      guard rest > 0 else { break }
      rest -= 1
      width += candidate.width
      height += candidate.height
    }
    width += rest * next.width
    height += rest * next.height
    // Half a pixel is for rounding to whole ones, a quarter for the errors of `Float`.
    return Size(
      width: (4 * width + 3 * count) / (4 * count), height: (4 * height + 3 * count) / (4 * count))
  }
}
