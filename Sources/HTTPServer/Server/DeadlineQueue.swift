/// When each connection wants to be looked at again: a binary heap with at most one deadline a
/// connection. `set` and `remove` take O(log n), `first` O(1). A pure value.
struct DeadlineQueue {
  typealias Instant = ContinuousClock.Instant

  private var heap: [(deadline: Instant, key: UInt64)] = []
  private var positions: [UInt64: Int] = [:]

  var count: Int { heap.count }

  /// The earliest deadline.
  var first: Instant? { heap.first?.deadline }

  /// Sets or moves the deadline of a connection; nil for none.
  mutating func set(_ key: UInt64, _ deadline: Instant?) {
    guard let deadline else { return remove(key) }
    if let position = positions[key] {
      let old = heap[position].deadline
      heap[position].deadline = deadline
      if deadline < old { siftUp(position) } else { siftDown(position) }
    } else {
      heap.append((deadline, key))
      positions[key] = heap.count - 1
      siftUp(heap.count - 1)
    }
  }

  mutating func remove(_ key: UInt64) {
    guard let position = positions.removeValue(forKey: key) else { return }
    let last = heap.removeLast()
    guard position < heap.count else { return }
    let old = heap[position].deadline
    heap[position] = last
    positions[last.key] = position
    if last.deadline < old { siftUp(position) } else { siftDown(position) }
  }

  /// Takes one connection whose deadline has passed.
  mutating func popExpired(_ now: Instant) -> UInt64? {
    guard let first = heap.first, first.deadline <= now else { return nil }
    remove(first.key)
    return first.key
  }

  private mutating func siftUp(_ start: Int) {
    var position = start
    while position > 0 {
      let parent = (position - 1) / 2
      if heap[parent].deadline <= heap[position].deadline { return }
      swap(position, parent)
      position = parent
    }
  }

  private mutating func siftDown(_ start: Int) {
    var position = start
    while true {
      var least = position
      for child in [2 * position + 1, 2 * position + 2]
      where child < heap.count && heap[child].deadline < heap[least].deadline {
        least = child
      }
      if least == position { return }
      swap(position, least)
      position = least
    }
  }

  private mutating func swap(_ one: Int, _ other: Int) {
    heap.swapAt(one, other)
    positions[heap[one].key] = one
    positions[heap[other].key] = other
  }
}
