import Glibc

/// A thread of its own for work that blocks, outside the cooperative pool.
package enum DetachedThread {
  private final class Work {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Starts `work` on a new thread that nobody joins.
  ///
  /// - Throws: `SystemCallError` if the system has no room for another thread.
  package static func start(
    stackBytes: Int, _ work: @escaping @Sendable () -> Void
  ) throws(SystemCallError) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackBytes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    let box = Unmanaged.passRetained(Work(work))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, &attributes,
      { context in
        if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, box.toOpaque())
    if code != 0 {
      box.release()
      throw SystemCallError(call: "pthread_create", code: code)
    }
  }

  /// Runs `work` on a new thread; no thread of the cooperative pool is held meanwhile.
  ///
  /// - Throws: what `work` throws, or `SystemCallError`.
  /// - Returns: what `work` gives.
  package static func value<Value: Sendable>(
    stackBytes: Int = 8 << 20, _ work: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      do {
        try start(stackBytes: stackBytes) { continuation.resume(with: Result(catching: work)) }
      } catch {
        continuation.resume(throwing: error)
      }
    }
  }
}
