import Foundation
import Logging
import ServiceLifecycle
import Testing

@testable import Service

@Suite("The service in a group of services", .serialized)
struct LifecycleTests {
  /// A service in a group, with an upload of which half has come.
  private func withHalfAnUpload(
    drainDeadline: Duration = .seconds(60),
    _ body: (RunningService, ServiceGroup, Task<Void, any Error>, TestClient, Data) async throws ->
      Void
  ) async throws {
    let running = try RunningService(isStarted: false) { $0.drainDeadline = drainDeadline }
    defer { running.stop() }
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let group = ServiceGroup(services: [running.service], logger: logger)
    let run = Task { try await group.run() }
    let video = try RunningService.sampleVideo()
    let request = Request.post(
      "/api/facial-analysis/?fps=1", body: Request.form([(name: "video", content: video)]))
    let client = try TestClient(port: running.port)
    try client.send(request.prefix(request.count - 10))
    while running.service.jobs.receiving == 0 { try await Task.sleep(for: .milliseconds(10)) }
    try await body(running, group, run, client, request.suffix(10))
  }

  @Test("A graceful shutdown finishes what is in flight")
  func graceful() async throws {
    try await withHalfAnUpload { _, group, run, client, rest in
      await group.triggerGracefulShutdown()
      try client.send(rest)
      #expect(try client.receive().status == 200)
      try await run.value
    }
  }

  @Test("What is not finished at the deadline is cut off, and that is an error")
  func cutOff() async throws {
    try await withHalfAnUpload(drainDeadline: .milliseconds(50)) { _, group, run, _, _ in
      await group.triggerGracefulShutdown()
      await #expect(throws: ServiceStopError.cutOff(after: .milliseconds(50))) {
        try await run.value
      }
    }
  }

  @Test("An address that is taken is told before anything is begun")
  func taken() throws {
    let running = try RunningService(engine: EngineSlot())
    defer { running.stop() }
    #expect(throws: (any Error).self) {
      try RunningService(engine: EngineSlot(), isStarted: false) { $0.server.port = running.port }
    }
  }
}
