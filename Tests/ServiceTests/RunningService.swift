import FacialAnalysis
import Foundation
import Logging

@testable import Service

/// A service on a free port of this machine, with the committed model.
struct RunningService {
  let service: Service
  let port: Int
  let folder: String

  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  static func analyzer() throws -> Analyzer {
    try Analyzer(
      modelPath: root + "/models/emotion_detction_model.h5",
      cascadePath: root + "/models/haarcascade_frontalface_default.xml")
  }

  static func sampleVideo() throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: root + "/Tools/sample/eileen-collins.mp4"))
  }

  static func mediaFixture(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: root + "/Tests/MediaTests/Fixtures/" + name))
  }

  init(
    engine: EngineSlot? = nil, _ configure: (inout ServiceConfiguration) -> Void = { _ in }
  ) throws {
    folder = NSTemporaryDirectory() + "mien-service-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var configuration = ServiceConfiguration(processors: 2)
    configuration.port = 0
    configuration.temporaryFolder = folder
    configure(&configuration)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let slot = if let engine { engine } else { EngineSlot(try Self.analyzer()) }
    service = Service(configuration: configuration, engine: slot, logger: logger)
    port = try service.start()
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

  func stop() {
    _ = service.drain(deadline: .seconds(10))
    try? FileManager.default.removeItem(atPath: folder)
  }
}
