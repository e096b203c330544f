import Threads

/// A few threads for calls that may wait for a disk, so that nobody else does. First come, first
/// served. The queue has no bound of its own: who puts work into it has one.
final class FileThreads: Sendable {
  private struct State {
    var work: [@Sendable () -> Void] = []
    var hasEnded = false
  }

  private let state: Monitor<State>
  private let count: Int

  private static let stackBytes = 512 << 10

  /// - Parameter count: calls that may wait at the same time.
  init(count: Int) {
    let state = Monitor(State())
    self.state = state
    var started = 0
    for _ in 0..<count {
      do {
        try DetachedThread.start(stackBytes: Self.stackBytes) { Self.serve(state) }
        started += 1
      } catch {
        break
      }
    }
    self.count = started
  }

  /// The threads do what there is to do, and end.
  deinit { state.withLock { $0.hasEnded = true } }

  /// Has the work done by the next thread that is free. Does not wait.
  func run(_ work: @escaping @Sendable () -> Void) {
    // On a system without room for threads somebody must do it.
    if count == 0 { return work() }
    state.withLock { $0.work.append(work) }
  }

  private static func serve(_ state: Monitor<State>) {
    while true {
      let work = state.wait(
        until: { !$0.work.isEmpty || $0.hasEnded },
        then: { $0.work.isEmpty ? nil : $0.work.removeFirst() })
      guard let work else { return }
      work()
    }
  }
}
