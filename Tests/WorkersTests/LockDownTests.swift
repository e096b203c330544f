import AnalysisResult
import Glibc
import Isolation
import Synchronization
import Testing

@testable import Workers

@Suite("What a worker may not do fails inside, and its parent goes on", .serialized)
struct LockDownTests {
  /// Whether the kernel filters system calls; without that there is nothing to test.
  private static let isFiltered: Bool = {
    let found = Mutex<Confinement.Measures>([])
    let pool = WorkerPool(Support.strange("honest")) { event in
      if case .ready(_, let measures, _) = event { found.withLock { $0 = measures } }
    }
    defer { pool.stop() }
    // Whoever waits for the first worker may be quicker than the news of it.
    return (try? pool.start()) != nil
      && Support.eventually { found.withLock { $0.contains(.systemCallFilter) } }
  }()

  @Test(
    "It is told no where libraries ask in good faith",
    .enabled(if: isFiltered), arguments: ["opens", "writes", "raisesLimits", "mapsCode"])
  func refused(behaviour: String) throws {
    let (error, restarts, _) = try Support.failure(of: Support.strange(behaviour))
    #expect(error == .analysis(.internal("refused with \(EACCES)")))
    #expect(restarts.isEmpty)
  }

  @Test("It may start threads") func threads() throws {
    let (error, restarts, _) = try Support.failure(of: Support.strange("startsThread"))
    #expect(error == .analysis(.internal("done")))
    #expect(restarts.isEmpty)
  }

  @Test(
    "What nothing of it needs is its end",
    .enabled(if: isFiltered), arguments: ["makesSocket", "forks", "executes", "signals"])
  func forbidden(behaviour: String) throws {
    let (error, restarts, words) = try Support.failure(of: Support.strange(behaviour))
    guard case .crashed(let reason)? = error else {
      Issue.record("found \(String(describing: error)), expected a crash")
      return
    }
    #expect(reason.contains("signal \(SIGSYS)"))
    #expect(restarts == [.forbidden: 1])
    #expect(words.contains { $0.contains("signal \(SIGSYS)") })
  }

  @Test("Its memory is bounded, and that is told apart from a crash")
  func memory() throws {
    let (error, restarts, _) = try Support.failure(of: Support.strange("needsMemory"))
    #expect(error == .memory)
    #expect(restarts == [.memory: 1])
  }

  @Test("Its processor time is bounded, for each video anew")
  func processor() throws {
    var configuration = Support.strange("computes")
    configuration.processorSeconds = 1
    let (error, restarts, _) = try Support.failure(of: configuration)
    #expect(error == .deadline)
    #expect(restarts == [.processor: 1])
  }

  @Test("A real worker with little memory answers, or says that it is short of memory")
  func littleMemory() throws {
    var outcomes: [String] = []
    for mebibytes in [20, 60, 120, 512] {
      var configuration = Support.configuration()
      configuration.addressSpace = mebibytes << 20
      let pool = WorkerPool(configuration)
      do throws(WorkerError) { try pool.start() } catch { continue }
      defer { pool.stop() }
      try Support.withSample { descriptor in
        do throws(EngineError) {
          _ = try pool.analyze(
            descriptor: descriptor, options: Support.options, deadline: .seconds(120))
          outcomes.append("answer")
        } catch {
          let isShort = error == .memory || error == .analysis(.media(.outOfMemory))
          outcomes.append(isShort ? "short" : "\(mebibytes): \(error)")
        }
      }
    }
    #expect(outcomes.last == "answer")
    #expect(Set(outcomes).isSubset(of: ["answer", "short"]), "\(outcomes)")
  }
}
