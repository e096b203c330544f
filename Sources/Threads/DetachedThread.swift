/// A thread for work that blocks and that nobody waits for.
package enum DetachedThread {
  /// Starts `work` on a new thread.
  ///
  /// - Throws: `ThreadError`; the work is then not done.
  package static func start(
    stackBytes: Int, _ work: @escaping @Sendable () -> Void
  ) throws(ThreadError) {
    _ = try SystemThread.start(stackBytes: stackBytes, isDetached: true, work)
  }

  /// Runs `work` on a new thread; no thread of the cooperative pool is held meanwhile.
  ///
  /// - Throws: what `work` throws, or `ThreadError`.
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
