import AnalysisResult
import Isolation

/// Who is where: which workers start, wait and work, and who waits for one. Does nothing by itself;
/// workers that it gives back are for the caller to end.
struct PoolState {
  var configuration: WorkerConfiguration
  /// Rises with each set of settings that was accepted.
  private(set) var generation = 0
  /// Ready, and waiting for a video.
  private(set) var idle: [Worker] = []
  /// At work, by process.
  private(set) var busy: [Int32: Worker] = [:]
  /// Not yet ready.
  private(set) var starting: [StartingWorker] = []
  private(set) var waiters: [Waiter] = []
  private(set) var restarts: [WorkerEndReason: Int] = [:]
  /// New settings that are being tried.
  var trial: Trial?
  /// Who waits for the first worker.
  var startup: Promise<AnalysisReport.Model>?
  /// Starts that failed one after the other.
  private(set) var failures = 0
  /// No worker is started earlier.
  private(set) var nextStart = ContinuousClock.now
  private(set) var lastFailure: WorkerError?
  var isStopped = false

  init(configuration: WorkerConfiguration) { self.configuration = configuration }

  /// Settings on trial, and the workers that are ready with them.
  struct Trial {
    let configuration: WorkerConfiguration
    var ready: [Worker] = []
    let outcome: Promise<AnalysisReport.Model>
  }

  var figures: WorkerFigures {
    var figures = WorkerFigures()
    figures.workers = idle.count + busy.count
    figures.busy = busy.count
    figures.restarts = restarts
    return figures
  }

  var hasWorkers: Bool { !idle.isEmpty || !busy.isEmpty }

  /// Workers that are to be started with the settings in force.
  var missing: Int {
    let coming = starting.count { $0.worker.generation == generation }
    return configuration.workers - freshCount - coming
  }

  /// Workers that are to be started with the settings on trial.
  var missingForTrial: Int {
    guard let trial else { return 0 }
    let coming = starting.count { $0.worker.generation == generation + 1 }
    return trial.configuration.workers - trial.ready.count - coming
  }

  /// A worker for a video, if one waits.
  mutating func take() -> Worker? {
    // The last one has the warmest memory; worn ones are asked when there is nobody else.
    let index = idle.lastIndex { !isWorn($0) } ?? idle.indices.last
    guard let index else { return nil }
    let worker = idle.remove(at: index)
    busy[worker.process] = worker
    return worker
  }

  /// Waits in line for a worker.
  mutating func add(_ waiter: Waiter) { waiters.append(waiter) }

  mutating func remove(_ waiter: Waiter) { waiters.removeAll { $0 === waiter } }

  /// Takes back a worker that has answered.
  ///
  /// - Returns: the worker when it is not to be kept.
  mutating func putBack(_ worker: Worker) -> (Worker, WorkerEndReason)? {
    busy[worker.process] = nil
    failures = 0
    nextStart = .now
    guard worker.generation == generation else { return (worker, .reloaded) }
    guard !isStopped else { return (worker, .renewed) }
    if isSuperfluous(worker) { return (worker, .renewed) }
    offer(worker)
    return nil
  }

  /// A worker says that it is ready.
  ///
  /// - Returns: workers that are not needed any more.
  mutating func becameReady(_ worker: Worker) -> [(Worker, WorkerEndReason)] {
    if worker.generation == generation + 1, var trial {
      trial.ready.append(worker)
      self.trial = trial
      return trial.ready.count == trial.configuration.workers ? commit(trial) : []
    }
    guard worker.generation == generation, !isStopped else { return [(worker, .reloaded)] }
    offer(worker)
    if let model = worker.model { startup?.keep(.success(model)) }
    startup = nil
    return superfluous()
  }

  mutating func add(_ worker: StartingWorker) { starting.append(worker) }

  /// Keeps what a starting worker has said so far.
  mutating func update(_ worker: StartingWorker) {
    guard let index = starting.firstIndex(where: { $0.worker.process == worker.worker.process })
    else { return }
    starting[index] = worker
  }

  mutating func forget(starting worker: Worker) {
    starting.removeAll { $0.worker.process == worker.process }
  }

  /// Takes an idle worker out, to end it.
  ///
  /// - Returns: false when somebody else has it.
  mutating func withdraw(_ worker: Worker) -> Bool {
    guard let index = idle.firstIndex(where: { $0.process == worker.process }) else {
      return false
    }
    idle.remove(at: index)
    return true
  }

  /// Removes a worker that is gone or is to be ended.
  mutating func remove(_ worker: Worker, reason: WorkerEndReason) {
    busy[worker.process] = nil
    idle.removeAll { $0.process == worker.process }
    restarts[reason, default: 0] += 1
    // It came to nothing.
    if worker.jobs == 0, reason != .reloaded, reason != .renewed { delayStart() }
  }

  /// Counts workers that were ended on purpose.
  mutating func count(_ reason: WorkerEndReason) { restarts[reason, default: 0] += 1 }

  /// Notes that a worker could not be started.
  ///
  /// - Returns: workers that were ready with settings on trial, which are given up.
  mutating func failed(_ error: WorkerError, generation failed: Int) -> [Worker] {
    restarts[.start, default: 0] += 1
    lastFailure = error
    if failed == generation + 1, let trial {
      self.trial = nil
      let lost = trial.ready + starting.filter { $0.worker.generation == failed }.map(\.worker)
      starting.removeAll { $0.worker.generation == failed }
      trial.outcome.keep(.failure(error))
      return lost
    }
    delayStart()
    startup?.keep(.failure(error))
    startup = nil
    return []
  }

  /// Takes everybody who is not at work, for the end.
  mutating func clear() -> [Worker] {
    let all = idle + starting.map(\.worker) + (trial?.ready ?? [])
    idle = []
    starting = []
    trial?.outcome.keep(.failure(.stopped))
    trial = nil
    startup?.keep(.failure(.stopped))
    startup = nil
    return all
  }

  private static let shortestDelay = Duration.milliseconds(100)
  private static let longestDelay = Duration.seconds(10)

  /// The first failure is no reason to wait; each further one doubles the time.
  private mutating func delayStart() {
    if failures > 0 {
      let delay = Self.shortestDelay * (1 << min(failures - 1, 10))
      nextStart = .now + min(delay, Self.longestDelay)
    }
    failures += 1
  }

  /// Workers that are not yet to be replaced.
  private var freshCount: Int {
    idle.count { !isWorn($0) } + busy.values.count { !isWorn($0) && $0.generation == generation }
  }

  private func isWorn(_ worker: Worker) -> Bool { worker.jobs >= configuration.maximumJobs }

  /// Worn workers go on until others are there in their place.
  private func isSuperfluous(_ worker: Worker) -> Bool {
    let others = freshCount
    return isWorn(worker) ? others >= configuration.workers : others + 1 > configuration.workers
  }

  private mutating func superfluous() -> [(Worker, WorkerEndReason)] {
    var ended: [(Worker, WorkerEndReason)] = []
    while freshCount >= configuration.workers, let worn = idle.firstIndex(where: isWorn) {
      ended.append((idle.remove(at: worn), .renewed))
    }
    return ended
  }

  /// Gives a worker to whoever waits longest, or lets it wait.
  private mutating func offer(_ worker: Worker) {
    if waiters.isEmpty {
      idle.append(worker)
    } else {
      busy[worker.process] = worker
      waiters.removeFirst().give(worker)
    }
  }

  private mutating func commit(_ trial: Trial) -> [(Worker, WorkerEndReason)] {
    let old = idle.map { ($0, WorkerEndReason.reloaded) }
    idle = []
    self.trial = nil
    configuration = trial.configuration
    generation += 1
    for worker in trial.ready { offer(worker) }
    if let model = trial.ready.first?.model { trial.outcome.keep(.success(model)) }
    return old
  }
}

/// A worker that is not yet ready, and what it has said so far.
struct StartingWorker {
  let worker: Worker
  var parser = MessageParser(limits: PayloadLimits.starting)
  let deadline: ContinuousClock.Instant
}
