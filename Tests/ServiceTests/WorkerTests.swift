import Foundation
import Testing
import Workers

@testable import Service

@Suite("The service over workers")
struct WorkerTests {
  /// Workers that behave in a certain way (Tests/StrangeWorker).
  private func strangeWorkers(_ behaviour: String) throws -> WorkerPool {
    try RunningService.workers { configuration in
      configuration.program = configuration.program.replacingOccurrences(
        of: "mien-worker", with: "StrangeWorker")
      configuration.engine.modelPath = behaviour
    }
  }

  @Test("The answer is byte for byte the one that is made in this process")
  func identical() throws {
    let pool = try RunningService.workers()
    defer { pool.stop() }
    let workers = try RunningService(engine: EngineSlot(pool))
    defer { workers.stop() }
    let here = try RunningService()
    defer { here.stop() }
    let video = try RunningService.sampleVideo()
    let answer = try workers.upload(video, query: "?fps=2&timeline=true")
    #expect(answer.status == 200)
    #expect(try answer.body == here.upload(video, query: "?fps=2&timeline=true").body)
    #expect(answer.headers["server-timing"]?.contains("decode;dur=") == true)
    let metrics = try workers.ask(Request.get("/metrics"))
    let text = String(decoding: metrics.body, as: UTF8.self)
    #expect(text.contains("\nworkers 1\n"))
    #expect(text.contains("worker_restarts_total{reason=\"crash\"} 0\n"))
    #expect(text.contains("stage_duration_seconds_count{stage=\"decode\"} 1\n"))
  }

  @Test(
    "What becomes of a worker is told as a problem, and the service goes on",
    arguments: [
      ("crashes", 422, "video-unreadable", "crash"), ("needsMemory", 503, "memory-limit", "memory"),
      ("isKilled", 503, "worker-lost", "killed"), ("isSilent", 504, "deadline-passed", "deadline"),
      ("talksNonsense", 422, "video-unreadable", "violation"),
    ])
  func problems(behaviour: String, status: Int, kind: String, reason: String) throws {
    let pool = try strangeWorkers(behaviour)
    defer { pool.stop() }
    let running = try RunningService(engine: EngineSlot(pool)) {
      $0.analysisDeadline = .seconds(behaviour == "isSilent" ? 1 : 60)
    }
    defer { running.stop() }
    let answer = try running.upload(RunningService.sampleVideo())
    #expect(answer.status == status)
    #expect(answer.json["type"] as? String == "/problems/\(kind)")
    #expect((answer.headers["retry-after"] != nil) == (status == 503))
    let text = String(
      decoding: try running.ask(Request.get("/metrics")).body, as: UTF8.self)
    #expect(!text.contains("worker_restarts_total{reason=\"\(reason)\"} 0\n"))
    #expect(try running.ask(Request.get("/health/live")).status == 200)
  }

  @Test("Nobody is ready before the first worker and after the last")
  func ready() throws {
    let pool = try strangeWorkers("honest")
    let running = try RunningService(engine: EngineSlot(pool))
    defer { running.stop() }
    #expect(try running.ask(Request.get("/health/ready")).status == 200)
    pool.stop()
    #expect(try running.ask(Request.get("/health/ready")).status == 503)
    let answer = try running.upload(RunningService.sampleVideo())
    #expect(answer.status == 503)
    #expect(answer.json["type"] as? String == "/problems/no-worker")
  }
}
