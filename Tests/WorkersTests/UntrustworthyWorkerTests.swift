import AnalysisResult
import Foundation
import Testing
import WorkerProcess

@testable import Workers

@Suite("Nothing that a worker says or does can fool its parent", .serialized)
struct UntrustworthyWorkerTests {
  @Test(
    "Words that were not agreed on are no answer",
    arguments: ["talksNonsense", "claimsMuch", "repeatsItself", "claimsProgress", "saysMore"])
  func violations(behaviour: String) throws {
    let (error, restarts, _) = try Support.failure(of: Support.strange(behaviour))
    guard case .crashed? = error else {
      Issue.record("found \(String(describing: error)), expected a refusal")
      return
    }
    #expect(restarts == [.violation: 1])
  }

  @Test("A worker that closes its socket and lives on is ended")
  func closing() throws {
    let (error, restarts, _) = try Support.failure(of: Support.strange("closes"))
    guard case .crashed? = error else {
      Issue.record("found \(String(describing: error)), expected a refusal")
      return
    }
    #expect(restarts == [.violation: 1])
  }

  @Test("A crash is told as one", arguments: ["crashes", "traps", "ends"])
  func crashes(behaviour: String) throws {
    let (error, restarts, _) = try Support.failure(of: Support.strange(behaviour))
    guard case .crashed? = error else {
      Issue.record("found \(String(describing: error)), expected a crash")
      return
    }
    #expect(restarts == [.crash: 1])
  }

  @Test("A worker that never answers is ended at the deadline")
  func silent() throws {
    let (error, restarts, _) = try Support.failure(
      of: Support.strange("isSilent"), deadline: .milliseconds(300))
    #expect(error == .deadline)
    #expect(restarts == [.deadline: 1])
  }

  @Test("A worker that stops when it is told to is kept")
  func obedient() throws {
    let (error, restarts, _) = try Support.failure(
      of: Support.strange("obeys"), deadline: .milliseconds(300))
    #expect(error == .deadline)
    #expect(restarts.isEmpty)
  }

  @Test("Whoever does not want the answer any more is not kept waiting")
  func cancelled() throws {
    let pool = WorkerPool(Support.strange("isSilent"))
    try pool.start()
    defer { pool.stop() }
    try Support.withSample { descriptor in
      #expect(throws: EngineError.analysis(.cancelled)) {
        try pool.analyze(descriptor: descriptor, options: Support.options) { _ in false }
      }
    }
    #expect(pool.workerFigures?.restarts == [.cancelled: 1])
  }

  @Test("A worker that is killed from outside twice costs its video")
  func killedTwice() throws {
    let (error, restarts, _) = try Support.failure(of: Support.strange("isKilled"))
    #expect(error == .lost)
    #expect(restarts == [.killed: 2])
  }

  /// Evidence as JSON, changed.
  private func evidence(_ change: (inout [String: Any]) -> Void) throws -> Data {
    var json = try #require(
      try JSONSerialization.jsonObject(with: Evidence.sample) as? [String: Any])
    change(&json)
    return try JSONSerialization.data(withJSONObject: json)
  }

  private func send(_ data: Data) throws -> (EngineError?, [WorkerEndReason: Int]) {
    let path = NSTemporaryDirectory() + "mien-evidence-\(UUID().uuidString)"
    try data.write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let (error, restarts, _) = try Support.failure(of: Support.strange("sendsFile", file: path))
    return (error, restarts)
  }

  @Test("Evidence that is sound is believed, whoever sends it")
  func sound() throws {
    let (error, restarts) = try send(try evidence { _ in })
    #expect(error == nil)
    #expect(restarts.isEmpty)
  }

  @Test(
    "Evidence that no video can have is refused",
    arguments: [
      "no observations", "wrong percentage", "six emotions", "half a face", "endless time",
      "huge box", "escape sequence", "score", "endless stage", "no JSON",
    ])
  func unsound(lie: String) throws {
    var data = try evidence { json in
      var observations = json["observations"] as? [[String: Any]] ?? []
      switch lie {
      case "no observations": observations = []
      case "wrong percentage": observations[0]["emotions"] = [7, 0, 0, 0, 0, 0, 0]
      case "six emotions": observations[0]["emotions"] = [1, 0, 0, 0, 0, 0]
      case "half a face": observations[0]["emotions"] = nil
      case "endless time": observations[0]["time"] = 1e300
      case "huge box": observations[0]["face"] = ["x": 0, "y": 0, "width": Int.max, "height": 9]
      case "escape sequence": json["information"] = Self.information(codec: "\u{1B}[2J")
      case "score":
        var gaze = json["gaze"] as? [String: Any] ?? [:]
        var contact =
          ((gaze["outcome"] as? [String: Any])?["measured"] as? [String: Any])?["_0"]
          as? [String: Any] ?? [:]
        contact["score"] = 1e18
        gaze["outcome"] = ["measured": ["_0": contact]]
        json["gaze"] = gaze
      case "endless stage":
        var timing = json["timing"] as? [String: Any] ?? [:]
        timing["decode"] = [Int.max, 0]
        json["timing"] = timing
      default: break
      }
      json["observations"] = observations
    }
    if lie == "no JSON" { data = data.dropLast() }
    let (error, restarts) = try send(data)
    guard case .crashed? = error else {
      Issue.record("\(lie): found \(String(describing: error)), expected a refusal")
      return
    }
    #expect(restarts == [.violation: 1])
  }

  private static func information(codec: String) -> [String: Any] {
    ["container": "mov", "codec": codec, "width": 640, "height": 480, "rotation": 0]
  }
}

/// Evidence of the sample, once for all tests.
enum Evidence {
  static let sample: Data = {
    let made = try? Support.withSample { descriptor -> Data in
      let analyzer = try Support.engine.load().analyzer
      let analysis = try analyzer.analyze(descriptor: descriptor, options: Support.options)
      return try JSONEncoder().encode(VideoEvidence(analysis))
    }
    return made ?? Data()
  }()
}
