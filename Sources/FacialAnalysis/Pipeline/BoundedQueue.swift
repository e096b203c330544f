import Dispatch
import Synchronization

/// Hands elements from one thread to another, in order, a few of them ahead: memory does not grow
/// with the length of a video, whichever of the two is faster.
final class BoundedQueue<Element: Sendable>: Sendable {
  private let elements = Mutex<[Element]>([])
  private let filled = DispatchSemaphore(value: 0)
  private let free = DispatchSemaphore(value: 0)
  private let abandoned = Atomic(false)

  /// - Parameter capacity: how many elements may wait.
  init(capacity: Int) {
    // Not by its initial value: a semaphore must not end below that.
    for _ in 0..<capacity { free.signal() }
  }

  /// Whether nobody takes any more.
  var isAbandoned: Bool { abandoned.load(ordering: .relaxed) }

  /// Waits for room; after `abandon` nobody makes any, and the element is dropped.
  func put(_ element: Element) {
    free.wait()
    guard !isAbandoned else {
      free.signal()
      return
    }
    elements.withLock { $0.append(element) }
    filled.signal()
  }

  /// Waits for the next element; nil after `abandon`.
  func take() -> Element? {
    filled.wait()
    guard !isAbandoned else {
      filled.signal()
      return nil
    }
    let element = elements.withLock { $0.removeFirst() }
    free.signal()
    return element
  }

  /// Ends the waiting on both sides, for good.
  func abandon() {
    abandoned.store(true, ordering: .relaxed)
    free.signal()
    filled.signal()
  }
}
