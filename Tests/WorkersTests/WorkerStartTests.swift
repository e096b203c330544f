import AnalysisResult
import Glibc
import Testing

@testable import Workers

@Suite("Workers that cannot start, and workers with other settings", .serialized)
struct WorkerStartTests {
  private func error(_ configuration: WorkerConfiguration) -> WorkerError? {
    let pool = WorkerPool(configuration)
    do throws(WorkerError) {
      try pool.start()
      pool.stop()
      return nil
    } catch {
      return error
    }
  }

  @Test("A model that cannot be used is told with the worker's own words")
  func model() {
    var configuration = Support.configuration()
    configuration.engine.modelPath = Support.root + "/README.md"
    guard case .refused(let reason)? = error(configuration) else {
      Issue.record("expected a refusal")
      return
    }
    #expect(reason.contains("README.md"))
  }

  @Test("A model of unknown origin is read apart, and refused with what was found")
  func foreignModel() {
    var configuration = Support.configuration()
    configuration.engine.isForeignModel = true
    configuration.engine.modelPath =
      Support.root + "/Tests/FacialAnalysisTests/Fixtures/wrong_input.h5"
    guard case .refused(let reason)? = error(configuration) else {
      Issue.record("expected a refusal")
      return
    }
    #expect(reason.contains("(64, 64, 1)"))
    configuration.engine.modelPath = Support.engine.modelPath
    #expect(error(configuration) == nil)
  }

  @Test("A program that does not exist is named")
  func program() {
    var configuration = Support.configuration()
    configuration.program = "/nowhere/mien-worker"
    guard case .start("/nowhere/mien-worker", _)? = error(configuration) else {
      Issue.record("expected that it cannot be started")
      return
    }
  }

  @Test("A refusal is told") func refusal() {
    #expect(
      error(Support.strange("refuses")) == .refused(reason: "the model is not to my liking"))
  }

  @Test(
    "A worker that is never ready is given up",
    arguments: ["diesAtStart", "isSilentAtStart", "talksNonsenseAtStart", "hasStrangeModel"])
  func unready(behaviour: String) {
    var configuration = Support.strange(behaviour)
    if behaviour == "isSilentAtStart" { configuration.startDeadline = .milliseconds(200) }
    guard case .unready(let reason)? = error(configuration) else {
      Issue.record("expected that it is not ready")
      return
    }
    #expect(!reason.isEmpty)
  }

  @Test("New settings take the place of the old ones when all workers have them")
  func reload() throws {
    let pool = WorkerPool(Support.configuration(workers: 2))
    try pool.start()
    defer { pool.stop() }
    let old = Set(pool.processes)
    var other = Support.configuration(workers: 2)
    other.engine.modelPath = Support.root + "/models/emotion_tiny.h5"
    #expect(try pool.reload(other).name == "emotion_tiny.h5")
    #expect(Support.eventually { pool.processes.count == 2 })
    #expect(old.isDisjoint(with: pool.processes))
    let answer = try Support.withSample {
      try pool.analyze(descriptor: $0, options: Support.options)
    }
    #expect(answer.model.name == "emotion_tiny.h5")
  }

  @Test("New settings that do not work are refused, and the old ones stay")
  func refusedReload() throws {
    let pool = WorkerPool(Support.configuration())
    try pool.start()
    defer { pool.stop() }
    let old = pool.processes
    var other = Support.configuration()
    other.engine.modelPath = "/nowhere.h5"
    #expect(throws: WorkerError.self) { try pool.reload(other) }
    #expect(pool.processes == old)
    let answer = try Support.withSample {
      try pool.analyze(descriptor: $0, options: Support.options)
    }
    #expect(answer.model.name == "emotion_detction_model.h5")
  }

  @Test("A worker that is at work when settings change finishes with the old ones")
  func reloadMeanwhile() throws {
    let pool = WorkerPool(Support.configuration())
    try pool.start()
    defer { pool.stop() }
    var other = Support.configuration()
    other.engine.modelPath = Support.root + "/models/emotion_tiny.h5"
    var isReloaded = false
    let answer = try Support.withSample { descriptor in
      try pool.analyze(descriptor: descriptor, options: Support.options) { _ in
        if !isReloaded { isReloaded = (try? pool.reload(other)) != nil }
        return true
      }
    }
    #expect(isReloaded)
    #expect(answer.model.name == "emotion_detction_model.h5")
    #expect(pool.workerFigures?.restarts == [.reloaded: 1])
  }
}
