import Glibc

/// Threads of the operating system. No queue's: in a locked-down process there is nothing that a
/// library does with them beside, and work that blocks stays outside the cooperative pool.
enum SystemThread {
  private final class Work {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Starts `work` on a new thread.
  ///
  /// - Throws: `ThreadError`; `work` is then not done.
  static func start(
    stackBytes: Int, isDetached: Bool, _ work: @escaping @Sendable () -> Void
  ) throws(ThreadError) -> pthread_t {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackBytes)
    if isDetached { pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED)) }
    let box = Unmanaged.passRetained(Work(work))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, &attributes,
      { context in
        if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, box.toOpaque())
    guard code == 0 else {
      box.release()
      throw ThreadError(code: code)
    }
    return thread
  }
}
