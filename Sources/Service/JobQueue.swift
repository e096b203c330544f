import Synchronization
import Threads

/// Two limits guard the work: how many jobs run, each on a thread of its own, and how many wait.
///
/// A job comes here once its upload is complete: receiving is cheap, has bounds of its own, and
/// takes no place from those that are ready.
final class JobQueue: Sendable {
  struct Occupancy: Sendable, Equatable {
    /// Uploads that are being received.
    var receiving = 0
    var waiting = 0
    var running = 0
  }

  struct Job: Sendable {
    var ticket: Ticket
    /// Told the place in the queue, 1 for the next to run, whenever it changes.
    var isWaiting: @Sendable (Int) -> Void
    /// The work. Blocks, and gives what tells the outcome: that is called when the job has left its
    /// place, so that who hears of the end finds a place.
    var run: @Sendable () -> @Sendable () -> Void
    /// Called in the place of `run` if the job is taken back before its turn.
    var wasWithdrawn: @Sendable () -> Void
  }

  /// Names a job, so that it can be taken back.
  struct Ticket: Sendable, Equatable {
    fileprivate let number: Int
  }

  private struct State {
    var waiting: [Job] = []
    var running = 0
    var receiving = 0
    var tickets = 0
  }

  private let maximumRunning: Int
  private let maximumWaiting: Int
  private let stackBytes: Int
  private let state = Mutex(State())

  /// - Parameter stackBytes: of each thread; decoders keep large tables on the stack.
  init(maximumRunning: Int, maximumWaiting: Int, stackBytes: Int = 8 << 20) {
    self.maximumRunning = maximumRunning
    self.maximumWaiting = maximumWaiting
    self.stackBytes = stackBytes
  }

  var occupancy: Occupancy {
    state.withLock {
      Occupancy(receiving: $0.receiving, waiting: $0.waiting.count, running: $0.running)
    }
  }

  /// Whether a job would be refused now.
  var isFull: Bool {
    state.withLock { $0.running >= maximumRunning && $0.waiting.count >= maximumWaiting }
  }

  func makeTicket() -> Ticket {
    state.withLock { state in
      state.tickets += 1
      return Ticket(number: state.tickets)
    }
  }

  private enum Place {
    case thread, queue, none
  }

  /// Runs the job at once or puts it at the end of the queue. Does not block.
  ///
  /// - Returns: false if there is no place.
  func submit(_ job: Job) -> Bool {
    let place = state.withLock { state in
      if state.running < maximumRunning {
        state.running += 1
        return Place.thread
      }
      guard state.waiting.count < maximumWaiting else { return .none }
      state.waiting.append(job)
      return .queue
    }
    switch place {
    case .thread: return start(job)
    case .queue: announcePositions()
    case .none: return false
    }
    return true
  }

  private func start(_ job: Job) -> Bool {
    do {
      try DetachedThread.start(stackBytes: stackBytes) { self.work(job) }
      return true
    } catch {
      state.withLock { $0.running -= 1 }
      return false
    }
  }

  /// Takes a job back that has not begun; otherwise does nothing.
  func withdraw(_ ticket: Ticket) {
    let job = state.withLock { state in
      state.waiting.firstIndex { $0.ticket == ticket }.map { state.waiting.remove(at: $0) }
    }
    guard let job else { return }
    job.wasWithdrawn()
    announcePositions()
  }

  /// Runs a job, and then those that wait.
  private func work(_ first: Job) {
    var job = first
    while true {
      let tell = job.run()
      let next = state.withLock { state in
        if state.waiting.isEmpty {
          state.running -= 1
          return Job?.none
        }
        return state.waiting.removeFirst()
      }
      tell()
      guard let next else { return }
      announcePositions()
      job = next
    }
  }

  private func announcePositions() {
    let waiting = state.withLock { $0.waiting }
    for (index, job) in waiting.enumerated() { job.isWaiting(index + 1) }
  }

  /// Counts an upload as being received as long as the value lives.
  func receiving() -> Receiving { Receiving(self) }

  final class Receiving: Sendable {
    private let queue: JobQueue

    fileprivate init(_ queue: JobQueue) {
      self.queue = queue
      queue.state.withLock { $0.receiving += 1 }
    }

    deinit { queue.state.withLock { $0.receiving -= 1 } }
  }
}
