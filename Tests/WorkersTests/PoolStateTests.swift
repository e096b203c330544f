import AnalysisResult
import Isolation
import Testing

@testable import Workers

@Suite("Who is where in a pool")
struct PoolStateTests {
  private func state(workers: Int = 2, maximumJobs: Int = 3) -> PoolState {
    var configuration = Support.strange("honest")
    configuration.workers = workers
    configuration.maximumJobs = maximumJobs
    return PoolState(configuration: configuration)
  }

  private func worker(_ process: Int32, generation: Int = 0, jobs: Int = 0) -> Worker {
    Worker(
      process: process, socket: MessageSocket(descriptor: -1), errors: -1, generation: generation,
      model: nil, jobs: jobs)
  }

  @Test("Workers that are missing are those that neither wait, work nor start")
  func missing() {
    var state = state()
    #expect(state.missing == 2)
    state.add(StartingWorker(worker: worker(1), deadline: .now))
    #expect(state.missing == 1)
    state.forget(starting: worker(1))
    let superfluous = state.becameReady(worker(1))
    #expect(superfluous.isEmpty)
    #expect(state.missing == 1)
    let taken = state.take()
    #expect(taken == worker(1) && state.missing == 1)
    state.remove(worker(1, jobs: 1), reason: .crash)
    #expect(state.missing == 2)
    #expect(state.figures.restarts == [.crash: 1])
  }

  @Test("Whoever waits longest gets the next worker")
  func waiting() {
    var state = state()
    let (first, second) = (Waiter(), Waiter())
    state.add(first)
    state.add(second)
    _ = state.becameReady(worker(1))
    #expect(first.worker == worker(1) && second.worker == nil)
    #expect(state.idle.isEmpty && state.figures.busy == 1)
    let ended = state.putBack(worker(1, jobs: 1))
    #expect(ended?.0 == nil)
    #expect(second.worker == worker(1, jobs: 1))
  }

  @Test("A worn worker goes on until another is there in its place")
  func worn() {
    var state = state(workers: 1)
    _ = state.becameReady(worker(1))
    _ = state.take()
    let kept = state.putBack(worker(1, jobs: 3))
    #expect(kept?.0 == nil && state.missing == 1 && state.hasWorkers)
    let ended = state.becameReady(worker(2))
    #expect(ended.map(\.0) == [worker(1, jobs: 3)] && ended.map(\.1) == [.renewed])
    #expect(state.missing == 0 && state.idle == [worker(2)])
  }

  @Test("A worn worker that is at work when its successor comes is not taken back")
  func wornAtWork() {
    var state = state(workers: 1)
    _ = state.becameReady(worker(1, jobs: 2))
    let worn = worker(1, jobs: 3)
    _ = state.take()
    let kept = state.putBack(worn)
    #expect(kept?.0 == nil)
    let taken = state.take()
    #expect(taken == worn)
    let superfluous = state.becameReady(worker(2))
    #expect(superfluous.isEmpty)
    let ended = state.putBack(worker(1, jobs: 4))
    #expect(ended?.1 == .renewed)
  }

  @Test("Workers that fail one after the other are started less and less often")
  func delay() {
    var state = state()
    var delays: [Duration] = []
    for _ in 0..<12 {
      _ = state.failed(.stopped, generation: 0)
      delays.append(state.nextStart - .now)
    }
    #expect(delays[0] <= .zero)
    #expect(delays[1] > .milliseconds(50) && delays[1] <= .milliseconds(100))
    #expect(delays[4] > .milliseconds(700) && delays[4] <= .milliseconds(800))
    #expect(delays[11] <= .seconds(10))
    _ = state.becameReady(worker(1))
    _ = state.take()
    _ = state.putBack(worker(1, jobs: 1))
    _ = state.failed(.stopped, generation: 0)
    #expect(state.nextStart <= .now)
  }

  @Test("Settings on trial count when all their workers are ready")
  func trial() throws {
    var state = state()
    _ = state.becameReady(worker(1))
    _ = state.becameReady(worker(2))
    let taken = state.take()
    let busy = try #require(taken)
    state.trial = .init(configuration: state.configuration, outcome: Promise())
    #expect(state.missingForTrial == 2)
    let early = state.becameReady(worker(3, generation: 1))
    #expect(early.isEmpty && state.generation == 0)
    let ended = state.becameReady(worker(4, generation: 1))
    #expect(ended.map(\.1) == [.reloaded])
    #expect(state.generation == 1 && state.missing == 0)
    let finished = state.putBack(busy)
    #expect(finished?.1 == .reloaded)
    #expect(Set(state.idle.map(\.process)) == [3, 4])
  }

  @Test("Settings on trial are given up with the first worker that fails")
  func failedTrial() {
    var state = state()
    _ = state.becameReady(worker(1))
    let outcome = Promise<AnalysisReport.Model>()
    state.trial = .init(configuration: state.configuration, outcome: outcome)
    _ = state.becameReady(worker(3, generation: 1))
    let lost = state.failed(.refused(reason: "no"), generation: 1)
    #expect(lost.map(\.process) == [3])
    #expect(state.trial == nil && state.idle == [worker(1)])
    #expect(throws: WorkerError.refused(reason: "no")) { try outcome.value() }
  }
}
