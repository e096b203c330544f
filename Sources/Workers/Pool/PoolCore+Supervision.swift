import Glibc
import Isolation

extension PoolCore {
  /// The life of the supervisor: starts what is missing, waits for workers to be ready and for idle
  /// ones to die, until the pool is stopped.
  func supervise() {
    while !state.withLock({ $0.isStopped }) {
      startMissing()
      waitForNews()
      listenToStarting()
      listenToIdle()
    }
    for worker in state.withLock({ $0.clear() }) { _ = worker.end() }
  }

  private func startMissing() {
    while true {
      let wanted = state.withLock { state -> (WorkerConfiguration, Int)? in
        if state.isStopped { return nil }
        if let trial = state.trial, state.missingForTrial > 0 {
          return (trial.configuration, state.generation + 1)
        }
        guard state.missing > 0, ContinuousClock.now >= state.nextStart else { return nil }
        return (state.configuration, state.generation)
      }
      guard let (configuration, generation) = wanted else { return }
      do throws(WorkerError) {
        let worker = try Worker.start(configuration, generation: generation)
        state.withLock {
          $0.add(StartingWorker(worker: worker, deadline: .now + configuration.startDeadline))
        }
      } catch {
        fail(error, generation: generation)
      }
    }
  }

  /// Waits for the bell, for words of workers and for the next time to do something.
  private func waitForNews() {
    guard let listening else { return }
    let (sockets, soon) = state.withLock { state in
      (
        state.starting.map(\.worker.socket) + state.idle.map(\.socket),
        state.missing > 0 || !state.starting.isEmpty
      )
    }
    var events = ([listening] + sockets).map {
      pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0)
    }
    poll(&events, nfds_t(events.count), soon ? 50 : 1000)
    if events[0].revents != 0 { _ = listening.read() }
  }

  /// What a starting worker says.
  private enum News {
    case nothing
    case ready(WorkerReady)
    case refused(String)
    case gone
    case strange(String)
  }

  private func listenToStarting() {
    for starting in state.withLock({ $0.starting }) {
      var starting = starting
      let worker = starting.worker
      switch hear(&starting) {
      case .nothing:
        state.withLock { $0.update(starting) }
      case .ready(let ready):
        take(worker, ready)
      case .refused(let reason):
        giveUp(worker, grace: .zero) { _ in .refused(reason: reason) }
      case .gone:
        giveUp(worker, grace: .seconds(1)) { .unready(reason: "it ended with \($0.description)") }
      case .strange(let reason):
        giveUp(worker, grace: .zero) { _ in .unready(reason: reason) }
      }
    }
  }

  private func hear(_ starting: inout StartingWorker) -> News {
    do throws(WireError) {
      while starting.worker.socket.wait(milliseconds: 0) {
        guard let bytes = starting.worker.socket.read() else { return .gone }
        starting.parser.append(bytes)
        guard let message = try starting.parser.next() else { continue }
        if message.kind == .refused { return .refused(Self.plain(message.payload)) }
        let ready = try Payload.decode(WorkerReady.self, from: message)
        try ready.check()
        return .ready(ready)
      }
    } catch {
      return .strange(error.description)
    }
    let isLate = ContinuousClock.now >= starting.deadline
    return isLate ? .strange("it took too long to load the model") : .nothing
  }

  private func giveUp(_ worker: Worker, grace: Duration, _ error: (WorkerEnd) -> WorkerError) {
    let end = worker.end(grace: grace)
    state.withLock { $0.forget(starting: worker) }
    fail(error(end), generation: worker.generation)
  }

  private func take(_ starting: Worker, _ ready: WorkerReady) {
    var worker = starting
    worker.model = ready.model
    let superfluous = state.withLock { state in
      state.forget(starting: worker)
      return state.becameReady(worker)
    }
    onEvent(
      .ready(
        process: worker.process, measures: .init(rawValue: ready.measures),
        warnings: ready.warnings))
    end(superfluous)
  }

  /// Idle workers say nothing: one that does is gone, or is not to be believed.
  private func listenToIdle() {
    for worker in state.withLock({ $0.idle }) where worker.socket.wait(milliseconds: 0) {
      let isIdle = state.withLock { state in
        state.withdraw(worker)
      }
      guard isIdle else { continue }
      let end = worker.end(grace: worker.socket.read() == nil ? .seconds(1) : .zero)
      lose(worker, end, reason: end.wasKilledHere ? .violation : end.reason)
    }
  }

  private func fail(_ error: WorkerError, generation: Int) {
    let lost = state.withLock { $0.failed(error, generation: generation) }
    for worker in lost { _ = worker.end() }
    onEvent(.failed(error))
  }

  /// What a worker says before its doors are closed, as one line.
  private static func plain(_ bytes: [UInt8]) -> String {
    let text = String(decoding: bytes.prefix(4000), as: UTF8.self)
    return String(
      text.unicodeScalars.map {
        $0.properties.generalCategory == .control ? " " : Character($0)
      })
  }
}
