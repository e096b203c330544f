import AnalysisResult
import Glibc
import Isolation

extension WorkerPool {
  /// Workers that die while they wait are replaced; when so many do it one after the other, more
  /// will.
  private static let mostDeadOnes = 5

  public func analyze(
    descriptor: Int32, options: AnalysisOptions = AnalysisOptions(), deadline: Duration? = nil,
    watch: (EngineProgress) -> Bool = { _ in true }
  ) throws(EngineError) -> EngineAnswer {
    let end = deadline.map { ContinuousClock.now + $0 }
    var wasKilled = false
    var deadOnes = 0
    while true {
      var worker = try core.worker(until: end, watch: watch)
      let configuration = configuration
      worker.jobs += 1
      // Where this is not allowed, the bound on all videos together and the deadline hold.
      _ = ProcessorTime.allow(configuration.processorSeconds, for: worker.process)
      let exchange = Exchange(
        worker: worker, options: options, deadline: end,
        cancellationTime: configuration.cancellationTime)
      switch exchange.run(descriptor: descriptor, watch: watch) {
      case .evidence(let evidence):
        guard let model = worker.model else { throw core.distrust(worker, "no model") }
        core.putBack(worker)
        return EngineAnswer(analysis: VideoAnalysis(evidence), model: model)
      case .failure(let error):
        core.putBack(worker)
        throw .analysis(error)
      case .stopped(let reason):
        core.putBack(worker)
        throw reason == .deadline ? .deadline : .analysis(.cancelled)
      case .stuck(let reason):
        core.lose(worker, worker.end(), reason: reason == .deadline ? .deadline : .cancelled)
        throw reason == .deadline ? .deadline : .analysis(.cancelled)
      case .violation(let words):
        throw core.distrust(worker, words)
      case .gone(let hadVideo):
        let error = core.mourn(worker)
        // Whoever was killed from outside did nothing wrong; one who was dead before the video came
        // says nothing of the video.
        if !hadVideo, deadOnes < Self.mostDeadOnes {
          deadOnes += 1
          continue
        }
        guard error == .lost, !wasKilled else { throw error }
        wasKilled = true
      }
    }
  }
}

extension PoolCore {
  private static let turn = 50

  /// A worker, as soon as there is one.
  ///
  /// - Throws: `EngineError` when the time is over, or nobody is there for too long.
  func worker(
    until end: ContinuousClock.Instant?, watch: (EngineProgress) -> Bool
  ) throws(EngineError) -> Worker {
    let waiter = Waiter()
    let found = state.withLock { state -> Worker? in
      if let worker = state.take() { return worker }
      state.add(waiter)
      return nil
    }
    if let found { return found }
    var absent = ContinuousClock.now
    while true {
      if let worker = waiter.wait(milliseconds: Self.turn) { return worker }
      let now = ContinuousClock.now
      let (hasWorkers, isStopped, patience, failure) = state.withLock {
        ($0.hasWorkers, $0.isStopped, $0.configuration.patience, $0.lastFailure)
      }
      if hasWorkers { absent = now }
      let error: EngineError? =
        if isStopped {
          .notReady(reason: "the workers were stopped")
        } else if let end, now >= end {
          .deadline
        } else if now - absent >= patience {
          .notReady(reason: failure?.description ?? "none is ready")
        } else {
          watch(.none) ? nil : .analysis(.cancelled)
        }
      if let error {
        state.withLock { $0.remove(waiter) }
        // One may have come in the last moment.
        if let worker = waiter.worker { putBack(worker) }
        throw error
      }
    }
  }

  /// Takes back a worker that has answered.
  func putBack(_ worker: Worker) {
    let ended = state.withLock { $0.putBack(worker) }
    if let ended { end([ended]) }
    wake()
  }

  /// Ends a worker whose words are not to be believed.
  func distrust(_ worker: Worker, _ words: String) -> EngineError {
    lose(worker, worker.end(), reason: .violation)
    return .crashed(reason: words)
  }

  /// Takes leave of a worker that is gone.
  func mourn(_ worker: Worker) -> EngineError {
    let end = worker.end(grace: .seconds(1))
    let reason = end.wasKilledHere ? .violation : end.reason
    lose(worker, end, reason: reason)
    switch reason {
    case .killed: return .lost
    case .memory: return .memory
    case .processor: return .deadline
    default: return .crashed(reason: end.description)
    }
  }
}
