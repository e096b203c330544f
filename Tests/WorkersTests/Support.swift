import AnalysisResult
import Foundation
import Isolation
import Synchronization
import WorkerProcess

@testable import Workers

/// What the tests of workers share.
enum Support {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  static let sample = root + "/Tools/sample/eileen-collins.mp4"

  /// The engine that is committed.
  static let engine = EngineSettings(
    modelPath: root + "/models/emotion_detction_model.h5",
    cascadePath: root + "/models/haarcascade_frontalface_default.xml")

  /// The built programs lie beside the test bundle.
  static func program(_ name: String) -> String {
    URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent(name).path
  }

  /// Real workers.
  static func configuration(workers: Int = 1) -> WorkerConfiguration {
    WorkerConfiguration(program: program("mien-worker"), engine: engine, workers: workers)
  }

  /// Workers that behave in a certain way.
  static func strange(_ behaviour: String, file: String = "") -> WorkerConfiguration {
    var configuration = WorkerConfiguration(
      program: program("StrangeWorker"),
      engine: EngineSettings(modelPath: behaviour, cascadePath: file), workers: 1)
    configuration.patience = .seconds(20)
    return configuration
  }

  /// One sample a second: quick, and still a whole video.
  static let options = AnalysisOptions(sampling: .perSecond(1))

  @discardableResult
  static func withSample<Result>(_ body: (Int32) throws -> Result) throws -> Result {
    try withVideo(sample, body)
  }

  @discardableResult
  static func withVideo<Result>(_ path: String, _ body: (Int32) throws -> Result) throws -> Result {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    return try body(descriptor)
  }

  /// The error of an analysis by strange workers, and why they were replaced.
  static func failure(
    of configuration: WorkerConfiguration, deadline: Duration = .seconds(20)
  ) throws -> (error: EngineError?, restarts: [WorkerEndReason: Int], words: [String]) {
    let words = Mutex<[String]>([])
    let pool = WorkerPool(configuration) { event in
      if case .ended(_, _, let text) = event { words.withLock { $0.append(text) } }
    }
    try pool.start()
    defer { pool.stop() }
    let error = try withSample { descriptor -> EngineError? in
      do throws(EngineError) {
        _ = try pool.analyze(descriptor: descriptor, options: options, deadline: deadline)
        return nil
      } catch {
        return error
      }
    }
    return (error, pool.workerFigures?.restarts ?? [:], words.withLock { $0 })
  }

  /// Waits until a condition holds, for half a minute.
  static func eventually(_ condition: () -> Bool) -> Bool {
    for _ in 0..<3000 {
      if condition() { return true }
      usleep(10_000)
    }
    return false
  }

  /// Processes that this one has started and not taken leave of.
  static func children() -> [Int32] {
    let path = "/proc/self/task"
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return tasks.flatMap { task -> [Int32] in
      let text = (try? String(contentsOfFile: "\(path)/\(task)/children", encoding: .utf8)) ?? ""
      return text.split(separator: " ").compactMap { Int32($0) }
    }
  }

  static func openDescriptors() -> Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
  }
}
