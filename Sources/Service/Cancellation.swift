import Synchronization

/// When a job must stop: its client has left, or its time is up.
final class Cancellation: Sendable {
  private let hasLeft = Atomic(false)
  private let deadline: ContinuousClock.Instant

  init(after time: Duration) {
    deadline = .now + time
  }

  func clientLeft() { hasLeft.store(true, ordering: .relaxed) }

  var clientHasLeft: Bool { hasLeft.load(ordering: .relaxed) }

  var isCancelled: Bool { clientHasLeft || ContinuousClock.now >= deadline }
}
