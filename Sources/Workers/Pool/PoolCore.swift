import Glibc
import Isolation
import Synchronization
import Threads

/// What the threads of a pool share: those that have videos, and the supervisor, which starts
/// workers and watches those that nobody talks to.
final class PoolCore: Sendable {
  let state: Mutex<PoolState>
  let onEvent: @Sendable (WorkerEvent) -> Void
  /// A byte to the first end wakes the supervisor, which waits at the other.
  private let bell: (ringing: MessageSocket, listening: MessageSocket)?
  private let supervisor = Mutex<WorkThread?>(nil)

  init(
    _ configuration: WorkerConfiguration, onEvent: @escaping @Sendable (WorkerEvent) -> Void
  ) {
    state = Mutex(PoolState(configuration: configuration))
    self.onEvent = onEvent
    bell = (try? MessageSocket.pair()).map { ($0.parent, $0.child) }
    if let bell {
      for end in [bell.ringing, bell.listening] { _ = fcntl(end.descriptor, F_SETFL, O_NONBLOCK) }
    }
  }

  deinit {
    if let bell {
      close(bell.ringing.descriptor)
      close(bell.listening.descriptor)
    }
  }

  /// Where the supervisor listens.
  var listening: MessageSocket? { bell?.listening }

  /// Wakes the supervisor. A bell that is full rings already.
  func wake() { _ = bell?.ringing.send([1]) }

  /// Starts the thread that lives as long as the pool; the kernel ends workers with the thread that
  /// started them.
  ///
  /// - Throws: `WorkerError.unready`.
  func startSupervisor() throws(WorkerError) {
    guard bell != nil else { throw .unready(reason: "there are no descriptors left") }
    do throws(ThreadError) {
      let thread = try WorkThread { self.supervise() }
      supervisor.withLock { $0 = thread }
    } catch {
      throw .unready(reason: error.reason)
    }
  }

  /// Whether somebody starts workers.
  var isSupervised: Bool { supervisor.withLock { $0 != nil } }

  func stop() {
    let busy = state.withLock { state in
      state.isStopped = true
      return Array(state.busy.values)
    }
    // Whoever talks to them takes leave of them.
    for worker in busy { kill(worker.process, SIGKILL) }
    wake()
    let thread = supervisor.withLock { thread in
      defer { thread = nil }
      return thread
    }
    thread?.join()
  }

  /// Ends workers that nobody holds any more.
  func end(_ workers: [(Worker, WorkerEndReason)]) {
    for (worker, reason) in workers {
      state.withLock { $0.count(reason) }
      let end = worker.end()
      onEvent(.ended(process: worker.process, reason: reason, words: end.words))
    }
  }

  /// Tells of a worker that ended, and has it replaced.
  func lose(_ worker: Worker, _ end: WorkerEnd, reason: WorkerEndReason) {
    state.withLock { $0.remove(worker, reason: reason) }
    onEvent(.ended(process: worker.process, reason: reason, words: end.description))
    wake()
  }
}
