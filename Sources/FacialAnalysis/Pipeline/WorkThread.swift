import Glibc
import Synchronization

/// A thread for one piece of work. Threads of their own and no queue's: in a locked-down process
/// there is nothing that a library does with them beside.
final class WorkThread: Sendable {
  private final class Work {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  private let thread: Mutex<pthread_t?>

  /// Decoders keep large tables on the stack.
  private static let stackBytes = 8 << 20

  /// Starts to work; nil where the system has no room for another thread.
  init?(_ work: @escaping @Sendable () -> Void) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, Self.stackBytes)
    let box = Unmanaged.passRetained(Work(work))
    var started = pthread_t()
    let code = pthread_create(
      &started, &attributes,
      { context in
        if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, box.toOpaque())
    guard code == 0 else {
      box.release()
      return nil
    }
    thread = Mutex(started)
  }

  deinit { join() }

  /// Waits for the end of the work; at once when it was waited for before.
  func join() {
    thread.withLock { thread in
      if let thread { pthread_join(thread, nil) }
      thread = nil
    }
  }
}
