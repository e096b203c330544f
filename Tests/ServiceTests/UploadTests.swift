import Foundation
import Synchronization
import Testing

@testable import Service

@Suite("Uploading a video")
struct UploadTests {
  @Test("A video is answered with the result, with and without the last slash")
  func answered() throws {
    let running = try RunningService()
    defer { running.stop() }
    let body = Request.form([(name: "video", content: try RunningService.sampleVideo())])
    for path in ["/api/facial-analysis/", "/api/facial-analysis"] {
      let answer = try running.ask(Request.post(path, body: body))
      #expect(answer.status == 200)
      #expect(answer.headers["content-type"] == "application/json")
      #expect(answer.headers["server-timing"]?.contains("decode;dur=") == true)
      let result = try #require(answer.json["facialAnalysisResult"] as? [String: Any])
      let emotions = try #require(result["emotions"] as? [String: Int])
      #expect(emotions.values.reduce(0, +) == 100)
      #expect((0...100).contains(try #require(result["eyeContact"] as? Int)))
      #expect(answer.json["timeline"] == nil)
      #expect(answer.json["segments"] == nil)
    }
  }

  @Test("Parallel uploads get the same answer")
  func parallel() throws {
    let running = try RunningService()
    defer { running.stop() }
    let video = try RunningService.sampleVideo()
    let answers = Mutex<[Data]>([])
    DispatchQueue.concurrentPerform(iterations: 6) { _ in
      if let answer = try? running.upload(video, query: "?fps=1"), answer.status == 200 {
        answers.withLock { $0.append(answer.body) }
      }
    }
    let found = answers.withLock { $0 }
    #expect(found.count == 6)
    #expect(Set(found).count == 1)
  }

  @Test("Other fields are passed over and a timeline is given when asked for")
  func otherFields() throws {
    let running = try RunningService()
    defer { running.stop() }
    let body = Request.form([
      (name: "title", content: Data("a talk".utf8)),
      (name: "video", content: try RunningService.sampleVideo()),
    ])
    let answer = try running.ask(
      Request.post("/api/facial-analysis/?timeline=true&every=100", body: body))
    #expect(answer.status == 200)
    #expect((answer.json["timeline"] as? [Any])?.count == 3)
    let segments = try #require(answer.json["segments"] as? [[String: Any]])
    let first = try #require(segments.first)
    #expect(first["kind"] as? String == "expression")
    #expect(first["emotion"] as? String == "happy")
    #expect((first["end"] as? Double ?? 0) > (first["start"] as? Double ?? 0))
  }

  @Test("A request identifier is repeated when it is plain, and made otherwise")
  func identifier() throws {
    let running = try RunningService()
    defer { running.stop() }
    let given = try running.ask(Request.post(body: Data(), headers: ["X-Request-Id: abc-1.2"]))
    #expect(given.headers["x-request-id"] == "abc-1.2")
    #expect(given.json["instance"] as? String == "abc-1.2")
    let strange = try running.ask(Request.post(body: Data(), headers: ["X-Request-Id: a b<"]))
    #expect(UUID(uuidString: strange.headers["x-request-id"] ?? "") != nil)
  }

  @Test("No file is left behind, whether the upload succeeds, fails or is broken off")
  func nothingLeft() throws {
    let running = try RunningService()
    defer { running.stop() }
    let video = try RunningService.sampleVideo()
    _ = try running.upload(video, query: "?fps=1")
    _ = try running.upload(RunningService.mediaFixture("noise.mp4"))
    let request = Request.post(body: Request.form([(name: "video", content: video)]))
    for _ in 0..<5 {
      let client = try TestClient(port: running.port)
      try client.send(request.prefix(request.count / 2))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: running.folder).isEmpty)
    #expect(running.service.drain(deadline: .seconds(10)))
    #expect(try FileManager.default.contentsOfDirectory(atPath: running.folder).isEmpty)
  }

  @Test("A request in flight is finished when the service drains")
  func drains() throws {
    let running = try RunningService()
    defer { running.stop() }
    let client = try TestClient(port: running.port)
    let video = try RunningService.sampleVideo()
    let request = Request.post(body: Request.form([(name: "video", content: video)]))
    try client.send(request.prefix(request.count - 10))
    for _ in 0..<1000 where running.service.jobs.receiving == 0 {
      Thread.sleep(forTimeInterval: 0.01)
    }
    #expect(running.service.jobs.receiving == 1)

    let isDrained = Mutex<Bool?>(nil)
    let drained = DispatchSemaphore(value: 0)
    let service = running.service
    Thread.detachNewThread {
      let complete = service.drain(deadline: .seconds(30))
      isDrained.withLock { $0 = complete }
      drained.signal()
    }
    for _ in 0..<1000 where (try? TestClient(port: running.port).receive()) != nil {
      Thread.sleep(forTimeInterval: 0.01)
    }
    #expect(throws: (any Error).self) { try TestClient(port: running.port).receive() }
    try client.send(request.suffix(10))
    #expect(try client.receive().status == 200)
    #expect(drained.wait(timeout: .now() + 30) == .success)
    #expect(isDrained.withLock { $0 } == true)
  }
}
