import AnalysisResult
import Glibc
import Isolation
import Synchronization

/// Pre-started, locked-down processes that decode and analyse videos (specs/service.md §4).
///
/// A worker that crashes, runs out of memory, makes a forbidden system call, is killed or is too
/// slow costs the video that it had, and is replaced in the background. What it says is checked
/// before it is believed. One killed from outside has its video analysed by another, once.
///
/// ```swift
/// let pool = WorkerPool(WorkerConfiguration(program: "…/mien-worker", engine: engine, workers: 2))
/// try pool.start()
/// let answer = try pool.analyze(
///   descriptor: video, options: AnalysisOptions(), deadline: .seconds(300)) { _ in true }
/// ```
public final class WorkerPool: AnalysisEngine {
  let core: PoolCore

  /// A pool that has no workers yet.
  ///
  /// - Parameter onEvent: told of workers that come and go, on any thread.
  public init(
    _ configuration: WorkerConfiguration,
    onEvent: @escaping @Sendable (WorkerEvent) -> Void = { _ in }
  ) {
    core = PoolCore(configuration, onEvent: onEvent)
  }

  deinit { stop() }

  /// Starts the workers and waits until the first is ready; the others follow.
  ///
  /// - Throws: `WorkerError` that says why the first one could not be started; the pool is stopped
  ///   then.
  /// - Returns: what the worker says of its model.
  @discardableResult
  public func start() throws(WorkerError) -> AnalysisReport.Model {
    let startup = Promise<AnalysisReport.Model>()
    core.state.withLock { $0.startup = startup }
    try core.startSupervisor()
    do throws(WorkerError) { return try startup.value() } catch {
      stop()
      throw error
    }
  }

  /// Starts workers with other settings and, when all of them are ready, puts them in the place of
  /// the old ones, which finish what they are at.
  ///
  /// - Throws: `WorkerError` that says why a new worker could not be started; the old ones go on as
  ///   if nothing had been.
  /// - Returns: what the workers say of their model.
  @discardableResult
  public func reload(
    _ configuration: WorkerConfiguration
  ) throws(WorkerError) -> AnalysisReport.Model {
    let outcome = Promise<AnalysisReport.Model>()
    let isSupervised = core.isSupervised
    let refusal = core.state.withLock { state -> WorkerError? in
      if state.isStopped || !isSupervised { return .stopped }
      if state.trial != nil { return .unready(reason: "another reload is not yet finished") }
      state.trial = PoolState.Trial(configuration: configuration, outcome: outcome)
      return nil
    }
    if let refusal { throw refusal }
    core.wake()
    return try outcome.value()
  }

  /// The settings in force.
  public var configuration: WorkerConfiguration { core.state.withLock { $0.configuration } }

  public var isReady: Bool { core.state.withLock { $0.hasWorkers && !$0.isStopped } }

  public var workerFigures: WorkerFigures? { core.state.withLock { $0.figures } }

  /// Processes of the workers that are ready or at work.
  package var processes: [Int32] {
    core.state.withLock { $0.idle.map(\.process) + $0.busy.keys }
  }

  /// Ends all workers, those at work too; analyses that go on fail.
  public func stop() { core.stop() }
}
