import Glibc
import Synchronization

/// A thread for one piece of work that somebody waits for.
package final class WorkThread: Sendable {
  private let thread: Mutex<pthread_t?>

  /// Starts to work.
  ///
  /// - Parameter stackBytes: decoders keep large tables on the stack.
  /// - Throws: `ThreadError`; the work is then not done.
  package init(
    stackBytes: Int = 8 << 20, _ work: @escaping @Sendable () -> Void
  ) throws(ThreadError) {
    thread = Mutex(try SystemThread.start(stackBytes: stackBytes, isDetached: false, work))
  }

  deinit { join() }

  /// Waits for the end of the work; at once when it was waited for before.
  package func join() {
    thread.withLock { thread in
      if let thread { pthread_join(thread, nil) }
      thread = nil
    }
  }
}
