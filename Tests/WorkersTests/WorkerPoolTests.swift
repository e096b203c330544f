import AnalysisResult
import Foundation
import Glibc
import Synchronization
import Testing
import WorkerProcess

@testable import Workers

@Suite("A pool of workers answers as this process would, whatever becomes of a worker", .serialized)
struct WorkerPoolTests {
  private func started(
    _ configuration: WorkerConfiguration = Support.configuration()
  ) throws -> WorkerPool {
    let pool = WorkerPool(configuration)
    try pool.start()
    return pool
  }

  private static let fixtures = Support.root + "/Tests/MediaTests/Fixtures/"
  /// Each container and codec, and videos that are none.
  private static let videos: [String] = {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: fixtures)) ?? []
    let kinds = ["mp4", "mkv", "avi", "mov", "webm"]
    return all.filter { kinds.contains(String($0.split(separator: ".").last ?? "")) }.sorted()
      .map { fixtures + $0 } + [Support.sample]
  }()

  /// The answer as bytes, or the error.
  private func outcome(_ engine: any AnalysisEngine, _ path: String) throws -> String {
    try Support.withVideo(path) { descriptor in
      do throws(EngineError) {
        let answer = try engine.analyze(
          descriptor: descriptor, options: Support.options, deadline: .seconds(60)
        ) { _ in true }
        let report = answer.report(ReportOptions(timeline: true))
        return (try? report.json()).map { String(decoding: $0, as: UTF8.self) } ?? ""
      } catch {
        return error.description
      }
    }
  }

  @Test("Every clip gets the same bytes as in this process")
  func identical() throws {
    let pool = try started()
    defer { pool.stop() }
    let here = InProcessEngine(try Support.engine.load().analyzer)
    #expect(Self.videos.count > 30)
    for video in Self.videos {
      let answer = try outcome(pool, video)
      #expect(try answer == outcome(here, video), "\(video)")
      #expect(!answer.isEmpty)
    }
    // One worker did it all.
    #expect(pool.workerFigures?.restarts.isEmpty == true)
  }

  @Test("Progress rises to the end")
  func progress() throws {
    let pool = try started()
    defer { pool.stop() }
    var told: [EngineProgress] = []
    _ = try Support.withSample { descriptor in
      try pool.analyze(descriptor: descriptor) { progress in
        told.append(progress)
        return true
      }
    }
    #expect(told.first == EngineProgress.none)
    #expect(told.map(\.share) == told.map(\.share).sorted())
    #expect((told.last?.share ?? 0) > 0.5)
  }

  @Test("Many threads may ask at once")
  func threads() throws {
    let pool = try started(Support.configuration(workers: 2))
    defer { pool.stop() }
    let answers = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 6) { _ in
      let answer = (try? outcome(pool, Support.sample)) ?? ""
      answers.withLock { $0.append(answer) }
    }
    let found = answers.withLock { $0 }
    #expect(found.count == 6 && Set(found).count == 1)
    #expect(found.first?.contains("facialAnalysisResult") == true)
  }

  @Test("A worker that is killed at its work: another one does it, and the pool is whole again")
  func killed() throws {
    let pool = try started(Support.configuration(workers: 2))
    defer { pool.stop() }
    #expect(Support.eventually { pool.processes.count == 2 })
    var victim: Int32?
    let answer = try Support.withSample { descriptor in
      try pool.analyze(descriptor: descriptor, options: Support.options) { _ in
        if victim == nil, let busy = pool.core.state.withLock({ $0.busy.keys.first }) {
          victim = busy
          kill(busy, SIGKILL)
        }
        return true
      }
    }
    #expect(victim != nil)
    #expect(answer.analysis.faceSamples > 0)
    #expect(pool.workerFigures?.restarts == [.killed: 1])
    #expect(Support.eventually { pool.processes.count == 2 })
    #expect(victim.map { !pool.processes.contains($0) } == true)
  }

  @Test("A worker that dies while it waits is replaced")
  func idleDeath() throws {
    let pool = try started()
    defer { pool.stop() }
    let victim = try #require(pool.processes.first)
    kill(victim, SIGKILL)
    #expect(Support.eventually { pool.processes.first.map { $0 != victim } == true })
    #expect(pool.workerFigures?.restarts == [.killed: 1])
    #expect(try outcome(pool, Support.sample).contains("facialAnalysisResult"))
  }

  @Test("A hundred videos and the workers that come and go leave nothing behind")
  func leftovers() throws {
    var configuration = Support.configuration(workers: 2)
    configuration.maximumJobs = 10
    let pool = try started(configuration)
    #expect(Support.eventually { pool.processes.count == 2 })
    let small = Self.fixtures + "vp9.webm"
    _ = try outcome(pool, small)
    let before = Support.openDescriptors()
    for _ in 0..<100 { _ = try outcome(pool, small) }
    #expect(Support.eventually { (pool.workerFigures?.restarts[.renewed] ?? 0) >= 2 })
    #expect(Support.eventually { pool.processes.count == 2 })
    // Other tests run beside this one.
    #expect(Support.openDescriptors() <= before + 20)
    let workers = pool.processes
    pool.stop()
    #expect(Set(Support.children()).isDisjoint(with: workers))
    for worker in workers { #expect(kill(worker, 0) < 0 && errno == ESRCH) }
  }

  @Test("Who asks a pool that was stopped is told so")
  func stopped() throws {
    let pool = try started()
    pool.stop()
    #expect(!pool.isReady)
    try Support.withSample { descriptor in
      #expect(throws: EngineError.notReady(reason: "the workers were stopped")) {
        try pool.analyze(descriptor: descriptor)
      }
    }
  }
}
