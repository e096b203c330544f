import Dispatch
import Synchronization

/// Two limits guard the work: how many jobs there are, and how many of them run.
///
/// A job takes a place when its upload begins, or is refused at once, and waits for its turn when
/// the upload is complete: receiving is cheap and goes on while others compute.
final class JobGate: Sendable {
  /// Places that are taken, and those of them whose jobs run.
  struct Occupancy: Sendable {
    var places = 0
    var running = 0
  }

  private let maximumPlaces: Int
  private let state = Mutex(Occupancy())
  private let turns: DispatchSemaphore

  init(maximumRunning: Int, maximumWaiting: Int) {
    maximumPlaces = maximumRunning + maximumWaiting
    // Not by its initial value: a semaphore must not end below that.
    turns = DispatchSemaphore(value: 0)
    for _ in 0..<maximumRunning { turns.signal() }
  }

  /// Takes a place; false when there is none. Each success is followed by one `leave`.
  func enter() -> Bool {
    state.withLock { state in
      guard state.places < maximumPlaces else { return false }
      state.places += 1
      return true
    }
  }

  func leave() { state.withLock { $0.places -= 1 } }

  var occupancy: Occupancy { state.withLock { $0 } }

  /// Places that are taken.
  var jobs: Int { occupancy.places }

  /// Blocks until this job may run. Each call is followed by one `endTurn`.
  func waitForTurn() {
    turns.wait()
    state.withLock { $0.running += 1 }
  }

  func endTurn() {
    state.withLock { $0.running -= 1 }
    turns.signal()
  }
}
