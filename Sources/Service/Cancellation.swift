import Synchronization

/// When a job must stop: its client has left, or its time is up.
final class Cancellation: Sendable {
  private let hasLeft = Atomic(false)
  private let deadline = Mutex<ContinuousClock.Instant?>(nil)

  /// The time begins to run.
  func start(after time: Duration) { deadline.withLock { $0 = .now + time } }

  func clientLeft() { hasLeft.store(true, ordering: .relaxed) }

  var clientHasLeft: Bool { hasLeft.load(ordering: .relaxed) }

  var isCancelled: Bool {
    clientHasLeft || deadline.withLock { $0.map { ContinuousClock.now >= $0 } ?? false }
  }
}
