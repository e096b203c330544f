/// Memory of a fixed number of elements, zero at first, that lives as long as its owner.
final class ScanMemory<Element: BitwiseCopyable> {
  let count: Int
  let pointer: UnsafeMutablePointer<Element>

  init(count: Int, zero: Element) {
    self.count = count
    pointer = .allocate(capacity: max(count, 1))
    pointer.initialize(repeating: zero, count: max(count, 1))
  }

  deinit { pointer.deallocate() }
}
