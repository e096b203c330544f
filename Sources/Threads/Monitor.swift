import Glibc

/// State behind a lock, with a condition to wait for. On pthreads, which thread sanitizers follow.
package final class Monitor<State>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var state: State

  package init(_ state: sending State) {
    self.state = state
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Runs `body` alone with the state, then wakes whoever waits for a change of it.
  @discardableResult
  package func withLock<Result>(_ body: (inout State) -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer {
      pthread_cond_broadcast(condition)
      pthread_mutex_unlock(mutex)
    }
    return body(&state)
  }

  /// Waits until `isReached` holds, then runs `body` alone with the state.
  package func wait<Result>(
    until isReached: (State) -> Bool, then body: (inout State) -> Result
  ) -> Result {
    pthread_mutex_lock(mutex)
    defer {
      pthread_cond_broadcast(condition)
      pthread_mutex_unlock(mutex)
    }
    while !isReached(state) { pthread_cond_wait(condition, mutex) }
    return body(&state)
  }

  /// Waits until `isReached` holds or the time is over.
  ///
  /// - Returns: whether it holds.
  package func wait(for limit: Duration, until isReached: (State) -> Bool) -> Bool {
    var end = timespec()
    clock_gettime(CLOCK_MONOTONIC, &end)
    let (seconds, attoseconds) = max(limit, .zero).components
    end.tv_nsec += Int(attoseconds / 1_000_000_000)
    end.tv_sec += Int(seconds) + end.tv_nsec / 1_000_000_000
    end.tv_nsec %= 1_000_000_000
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while !isReached(state) {
      if pthread_cond_timedwait(condition, mutex, &end) == ETIMEDOUT { return isReached(state) }
    }
    return true
  }
}
