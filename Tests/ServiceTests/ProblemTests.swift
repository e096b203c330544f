import Foundation
import Testing

@testable import Service

@Suite("Problems are told as RFC 9457 has it")
struct ProblemTests {
  private func expect(
    _ answer: TestClient.Answer, _ status: Int, _ kind: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(answer.status == status, sourceLocation: sourceLocation)
    #expect(
      answer.headers["content-type"] == "application/problem+json", sourceLocation: sourceLocation)
    let json = answer.json
    #expect(json["type"] as? String == "/problems/\(kind)", sourceLocation: sourceLocation)
    #expect(json["status"] as? Int == status, sourceLocation: sourceLocation)
    #expect((json["title"] as? String)?.isEmpty == false, sourceLocation: sourceLocation)
    let detail = json["detail"] as? String
    #expect(detail?.isEmpty == false, sourceLocation: sourceLocation)
    #expect(json["error"] as? String == detail, sourceLocation: sourceLocation)
    #expect(
      json["instance"] as? String == answer.headers["x-request-id"]
        || answer.headers["x-request-id"] == nil, sourceLocation: sourceLocation)
    let text = String(decoding: answer.body, as: UTF8.self)
    #expect(!text.contains("/tmp") && !text.contains(".swift"), sourceLocation: sourceLocation)
  }

  @Test("A request that is no proper form is a bad request")
  func badRequests() throws {
    let running = try RunningService()
    defer { running.stop() }
    let video = Data("x".utf8)
    expect(
      try running.ask(Request.post(body: Request.form([(name: "film", content: video)]))), 400,
      "bad-request")
    expect(try running.ask(Request.post(body: Request.form([]))), 400, "bad-request")
    expect(
      try running.ask(Request.post(body: Request.form([(name: "video", content: Data())]))), 400,
      "bad-request")
    expect(
      try running.ask(
        Request.post(
          body: Request.form([(name: "video", content: video), (name: "video", content: video)]))),
      400, "bad-request")
    expect(
      try running.ask(Request.post(body: Data("{}".utf8), contentType: "application/json")), 400,
      "bad-request")
    expect(
      try running.ask(Request.post(body: video, contentType: "multipart/form-data")), 400,
      "bad-request")
    let form = Request.form([(name: "video", content: video)])
    expect(try running.ask(Request.post(body: form.dropLast(8))), 400, "bad-request")
    expect(
      try running.ask(Request.post("/api/facial-analysis/?every=0", body: form)), 400,
      "bad-request")
    expect(
      try running.ask(Request.post("/api/facial-analysis/?timeline=maybe", body: form)), 400,
      "bad-request")
    expect(
      try running.ask(Request.post("/api/facial-analysis/?every=2&fps=3", body: form)), 400,
      "bad-request")
    expect(
      try running.ask(Request.post("/api/facial-analysis/?scope=sound", body: form)), 400,
      "bad-request")
  }

  @Test("The field that is missing is named beside those that are there")
  func missingField() throws {
    let running = try RunningService()
    defer { running.stop() }
    let answer = try running.ask(
      Request.post(body: Request.form([(name: "film", content: Data("x".utf8))])))
    let detail = answer.json["detail"] as? String
    #expect(detail?.contains("\"video\"") == true && detail?.contains("\"film\"") == true)
  }

  @Test("An upload over the limit is too large, by its length and while it streams")
  func tooLarge() throws {
    let running = try RunningService { $0.server.maximumBodyBytes = 5000 }
    defer { running.stop() }
    let form = Request.form([(name: "video", content: Data(count: 20_000))])
    expect(try running.ask(Request.post(body: form)), 413, "body-too-large")
    let head = """
      POST /api/facial-analysis/ HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\
      Content-Type: multipart/form-data; boundary=\(Request.boundary)\r\n\
      Transfer-Encoding: chunked\r\n\r\n\(String(form.count, radix: 16))\r\n
      """
    expect(
      try running.ask(Data(head.utf8) + form + Data("\r\n0\r\n\r\n".utf8)), 413, "body-too-large")
  }

  @Test(
    "What is no supported video is refused by its kind",
    arguments: [
      ("noise.mp4", 415, "video-not-supported"), ("playlist.mp4", 415, "video-not-supported"),
      ("picture.png", 415, "video-not-supported"),
      ("unsupported_codec.avi", 415, "video-not-supported"),
      ("index_missing.mp4", 422, "video-unreadable"), ("audio_only.mp4", 422, "video-unreadable"),
      ("constant_rate.mp4", 422, "no-face"),
    ])
  func videos(name: String, status: Int, kind: String) throws {
    let running = try RunningService()
    defer { running.stop() }
    let answer = try running.upload(RunningService.mediaFixture(name))
    expect(answer, status, kind)
    if kind == "no-face" {
      #expect(answer.json["faceCoverage"] as? Double == 0)
      #expect(answer.json["sampledFrames"] as? Int == 12)
    }
  }

  @Test("A video over the limits is refused with both numbers")
  func limits() throws {
    let running = try RunningService { $0.limits.maximumDuration = 1 }
    defer { running.stop() }
    let answer = try running.upload(RunningService.sampleVideo())
    expect(answer, 422, "video-too-large")
    #expect((answer.json["detail"] as? String)?.contains("12 s; the limit is 1 s") == true)
  }

  @Test("An analysis that takes too long is ended")
  func deadline() throws {
    let running = try RunningService { $0.analysisDeadline = .milliseconds(1) }
    defer { running.stop() }
    expect(try running.upload(RunningService.sampleVideo()), 504, "deadline-passed")
  }

  @Test("Before the model is there, and only then, the service asks to come again")
  func modelNotLoaded() throws {
    let engine = EngineSlot()
    let running = try RunningService(engine: engine)
    defer { running.stop() }
    let early = try running.upload(RunningService.sampleVideo())
    expect(early, 503, "model-not-loaded")
    #expect(early.headers["retry-after"] == "1")
    #expect(try running.ask(Request.get("/health/live")).status == 200)
    expect(try running.ask(Request.get("/health/ready")), 503, "model-not-loaded")
    engine.fill(try RunningService.inProcess())
    #expect(try running.upload(RunningService.sampleVideo(), query: "?fps=1").status == 200)
    #expect(try running.ask(Request.get("/health/ready")).status == 200)
  }

  @Test("When all places are taken the next upload is told to come again")
  func queueFull() throws {
    let running = try RunningService {
      $0.maximumRunningJobs = 1
      $0.maximumWaitingJobs = 0
    }
    defer { running.stop() }
    let video = try RunningService.sampleVideo()
    let request = Request.post(
      "/api/facial-analysis/?fps=1", body: Request.form([(name: "video", content: video)]))
    // An upload that is not complete takes no place from one that is.
    let slow = try TestClient(port: running.port)
    try slow.send(request.dropLast(5))
    for _ in 0..<1000 where running.service.jobs.receiving == 0 {
      Thread.sleep(forTimeInterval: 0.01)
    }
    let long = Request.post(
      "/api/facial-analysis/?fps=60", body: Request.form([(name: "video", content: video)]))
    let quick = try TestClient(port: running.port)
    try quick.send(long)
    for _ in 0..<1000 where running.service.jobs.running == 0 {
      Thread.sleep(forTimeInterval: 0.01)
    }
    // Told before it has sent its video, and after.
    let head = try #require(request.range(of: Data("\r\n\r\n".utf8)))
    let early = try running.ask(request.prefix(head.upperBound))
    expect(early, 429, "queue-full")
    #expect(early.headers["retry-after"] != nil)
    try slow.send(request.suffix(5))
    expect(try slow.receive(), 429, "queue-full")
    #expect(try quick.receive().status == 200)
  }

  @Test("Unknown paths and methods are told what there is")
  func routes() throws {
    let running = try RunningService()
    defer { running.stop() }
    expect(try running.ask(Request.get("/")), 404, "not-found")
    let answer = try running.ask(Request.get("/api/facial-analysis/"))
    expect(answer, 405, "method-not-allowed")
    #expect(answer.headers["allow"] == "POST, OPTIONS")
    let health = try running.ask(Request.get("/health/live", method: "DELETE"))
    expect(health, 405, "method-not-allowed")
    #expect(health.headers["allow"] == "GET, HEAD, OPTIONS")
    let head = try running.ask(Request.get("/health/live", method: "HEAD"))
    #expect(head.status == 200 && head.body.isEmpty)
  }

  @Test("What the transport refuses is a problem document too")
  func transport() throws {
    let running = try RunningService()
    defer { running.stop() }
    let answer = try running.ask(Data("GET /health/live HTTP/1.1\r\n\r\n".utf8))
    expect(answer, 400, "bad-request")
  }
}
