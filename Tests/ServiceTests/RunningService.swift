import AnalysisResult
import Foundation
import Glibc
import Logging
import Metrics
import WorkerProcess
import Workers

@testable import Service

/// A service on a free port of this machine, with the committed model.
struct RunningService {
  let service: Service
  let port: Int
  let folder: String

  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  static let settings = EngineSettings(
    modelPath: root + "/models/emotion_detction_model.h5",
    cascadePath: root + "/models/haarcascade_frontalface_default.xml")

  static func inProcess() throws -> InProcessEngine {
    InProcessEngine(try settings.load().analyzer)
  }

  /// Workers of the built program, which lies beside the test bundle.
  static func workers(
    _ count: Int = 1, _ configure: (inout WorkerConfiguration) -> Void = { _ in }
  ) throws -> WorkerPool {
    let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    var configuration = WorkerConfiguration(
      program: folder.appendingPathComponent("mien-worker").path, engine: settings,
      workers: count)
    configure(&configuration)
    let pool = WorkerPool(configuration)
    try pool.start()
    return pool
  }

  static func sampleVideo() throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: root + "/Tools/sample/eileen-collins.mp4"))
  }

  static func mediaFixture(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: root + "/Tests/MediaTests/Fixtures/" + name))
  }

  /// - Parameters:
  ///   - isStarted: else it has its address, and is for others to start.
  ///   - disk: in place of the system's.
  init(
    engine: EngineSlot? = nil, metrics: any MetricsFactory = PrometheusMetrics(),
    isStarted: Bool = true, disk: TestDisk = TestDisk(),
    _ configure: (inout ServiceConfiguration) -> Void = { _ in }
  ) throws {
    folder = NSTemporaryDirectory() + "mien-service-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var configuration = ServiceConfiguration(processors: 2)
    configuration.server.port = 0
    configuration.temporaryFolder = folder
    configure(&configuration)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let slot = if let engine { engine } else { EngineSlot(try Self.inProcess()) }
    service = Service(
      configuration: configuration, engine: slot, metrics: metrics, logger: logger,
      store: UploadStore(
        folder: configuration.temporaryFolder, limit: configuration.maximumStoredBytes,
        write: disk.write))
    port = try isStarted ? service.start() : service.bind()
  }

  /// Sends one request and reads the answer.
  func ask(_ request: Data) throws -> TestClient.Answer {
    let client = try TestClient(port: port)
    try client.send(request)
    return try client.receive()
  }

  func upload(_ video: Data, query: String = "") throws -> TestClient.Answer {
    try ask(
      Request.post(
        "/api/facial-analysis/" + query, body: Request.form([(name: "video", content: video)])))
  }

  /// Waits, half a minute at most, until no upload and no analysis holds a place.
  func waitUntilIdle() {
    for _ in 0..<3000 where service.jobs != .init() { Thread.sleep(forTimeInterval: 0.01) }
  }

  func stop() {
    _ = service.drain(deadline: .seconds(10))
    try? FileManager.default.removeItem(atPath: folder)
  }
}

/// What takes the bytes of uploads.
struct TestDisk {
  var write: UploadStore.WriteCall = { Glibc.write($0, $1.baseAddress, $1.count) }
}
