import Dispatch
import Synchronization

/// Two limits guard the work: how many jobs there are, and how many of them run.
///
/// A job takes a place when its upload begins, or is refused at once, and waits for its turn when
/// the upload is complete: receiving is cheap and goes on while others compute.
final class JobGate: Sendable {
  private let maximumPlaces: Int
  private let places = Mutex(0)
  private let turns: DispatchSemaphore

  init(maximumRunning: Int, maximumWaiting: Int) {
    maximumPlaces = maximumRunning + maximumWaiting
    // Not by its initial value: a semaphore must not end below that.
    turns = DispatchSemaphore(value: 0)
    for _ in 0..<maximumRunning { turns.signal() }
  }

  /// Takes a place; false when there is none. Each success is followed by one `leave`.
  func enter() -> Bool {
    places.withLock { places in
      guard places < maximumPlaces else { return false }
      places += 1
      return true
    }
  }

  func leave() { places.withLock { $0 -= 1 } }

  /// Places that are taken.
  var jobs: Int { places.withLock { $0 } }

  /// Blocks until this job may run. Each call is followed by one `endTurn`.
  func waitForTurn() { turns.wait() }

  func endTurn() { turns.signal() }
}
