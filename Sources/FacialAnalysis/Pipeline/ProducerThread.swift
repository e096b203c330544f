import Threads

/// A thread whose elements another one takes, in their order and a few of them ahead.
final class ProducerThread<Element: Sendable, Failure: Error>: Sendable {
  private let elements: BoundedQueue<Result<Element, Failure>>
  private let thread: WorkThread?

  /// Starts to produce.
  ///
  /// - Parameters:
  ///   - capacity: how many elements may wait.
  ///   - threadless: the failure of a system that has no room for another thread.
  ///   - produce: called on the thread, with what takes an element and what tells that nobody takes
  ///     any more. What it throws is the last that is handed over.
  init(
    capacity: Int, threadless: Failure,
    _ produce:
      @escaping @Sendable (
        _ put: (Element) -> Void, _ isAbandoned: @escaping @Sendable () -> Bool
      ) throws(Failure) -> Void
  ) {
    let elements = BoundedQueue<Result<Element, Failure>>(capacity: capacity)
    self.elements = elements
    thread = try? WorkThread {
      do throws(Failure) {
        try produce({ elements.put(.success($0)) }, { elements.isAbandoned })
      } catch {
        elements.put(.failure(error))
      }
    }
    if thread == nil { elements.put(.failure(threadless)) }
  }

  /// Waits for the next element; nil after `abandon`.
  func next() throws(Failure) -> Element? { try elements.take()?.get() }

  /// Stops and waits until the thread has ended.
  func abandon() {
    elements.abandon()
    thread?.join()
  }
}
