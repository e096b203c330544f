import Foundation
import HTTPTypes
import Testing

@testable import Service

@Suite("An upload that is told how it goes")
struct EventTests {
  private struct Event: Equatable {
    var name: String
    var data: Data

    var json: [String: Any] {
      (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] ?? [:]
    }
  }

  private func request(_ video: Data, query: String = "?fps=2") -> Data {
    Request.post(
      "/api/facial-analysis/" + query, body: Request.form([(name: "video", content: video)]),
      headers: ["Accept: text/event-stream"])
  }

  /// Takes the chunks off, and the comments away.
  private func events(_ body: Data) throws -> [Event] {
    var rest = body
    var text = Data()
    while let lineEnd = rest.range(of: Data("\r\n".utf8)) {
      let digits = String(decoding: rest[..<lineEnd.lowerBound], as: UTF8.self)
      let size = try #require(Int(digits, radix: 16))
      if size == 0 { break }
      text += rest[lineEnd.upperBound...].prefix(size)
      rest = rest[(lineEnd.upperBound + size + 2)...]
    }
    let blocks = String(decoding: text, as: UTF8.self).components(separatedBy: "\n\n")
    return blocks.filter { $0.hasPrefix("event: ") }.map { block in
      let lines = block.components(separatedBy: "\n")
      let data = lines.dropFirst().map { String($0.dropFirst("data: ".count)) }
      return Event(
        name: String(lines[0].dropFirst("event: ".count)),
        data: Data(data.joined(separator: "\n").utf8))
    }
  }

  @Test("Progress comes first and the usual result last")
  func result() throws {
    let running = try RunningService()
    defer { running.stop() }
    let video = try RunningService.sampleVideo()
    let answer = try running.ask(request(video))
    #expect(answer.status == 200)
    #expect(answer.headers["content-type"] == "text/event-stream")
    #expect(answer.headers["cache-control"] == "no-store")
    #expect(answer.headers["x-request-id"]?.isEmpty == false)
    let events = try events(answer.body)
    let plain = try running.upload(video, query: "?fps=2")
    #expect(events.last == Event(name: "result", data: plain.body))
    let progress = events.filter { $0.name == "progress" }.map(\.json)
    let stages = progress.compactMap { $0["stage"] as? String }
    #expect(Set(stages).isSubset(of: ["upload", "queue", "analysis", "score"]))
    let percents = progress.filter { $0["stage"] as? String == "analysis" }
      .compactMap { $0["percent"] as? Int }
    #expect(percents.count > 1 && percents == percents.sorted() && percents.last ?? 0 <= 100)
  }

  @Test("A problem that comes after the upload is an event, one before it a plain answer")
  func problems() throws {
    let running = try RunningService()
    defer { running.stop() }
    let late = try running.ask(request(RunningService.mediaFixture("constant_rate.mp4")))
    #expect(late.status == 200)
    let problem = try #require(try events(late.body).last)
    #expect(problem.name == "problem")
    #expect(problem.json["status"] as? Int == 422)
    #expect(problem.json["type"] as? String == "/problems/no-face")
    #expect(problem.json["instance"] as? String == late.headers["x-request-id"])
    let early = try running.ask(request(Data()))
    #expect(early.status == 400)
    #expect(early.headers["content-type"] == "application/problem+json")
  }

  @Test("Who waits is told the place in the queue")
  func queued() throws {
    let running = try RunningService { $0.maximumRunningJobs = 1 }
    defer { running.stop() }
    let video = try RunningService.sampleVideo()
    let first = try TestClient(port: running.port)
    try first.send(request(video, query: "?fps=60"))
    for _ in 0..<1000 where running.service.jobs.running == 0 {
      Thread.sleep(forTimeInterval: 0.01)
    }
    let second = try TestClient(port: running.port)
    try second.send(request(video))
    #expect(try second.receive(until: "event: queued\ndata: {\"position\":1}\n\n"))
    #expect(try first.receive().status == 200)
    #expect(try second.receive(until: "event: result\n"))
  }

  @Test("An analysis, and one that waits for it, end when their clients leave in mid-stream")
  func leaving() throws {
    let running = try RunningService { $0.maximumRunningJobs = 1 }
    defer { running.stop() }
    let video = try RunningService.sampleVideo()
    var clients: [TestClient] = []
    for event in ["event: progress\n", "event: queued\n"] {
      let client = try TestClient(port: running.port)
      try client.send(request(video, query: "?fps=60"))
      #expect(try client.receive(until: event))
      clients.append(client)
    }
    clients = []
    running.waitUntilIdle()
    #expect(running.service.jobs == .init())
    let metrics = String(
      decoding: try running.ask(Request.get("/metrics")).body, as: UTF8.self)
    #expect(
      metrics.contains(
        "http_requests_total{route=\"/api/facial-analysis/\",method=\"POST\",status=\"400\"} 2\n"))
  }

  @Test("Only a client that names events gets them")
  func accepted() {
    func takes(_ accept: String?) -> Bool {
      var fields = HTTPFields()
      fields[.accept] = accept
      return EventStream.isAccepted(
        by: HTTPRequest(
          method: .post, scheme: nil, authority: nil, path: "/", headerFields: fields))
    }
    for accept in ["text/event-stream", "application/json;q=0.5, Text/Event-Stream; q=0.9"] {
      #expect(takes(accept))
    }
    for accept in [nil, "*/*", "text/*", "application/json", "text/event-stream;q=0", ""] {
      #expect(!takes(accept))
    }
  }

  @Test("Data of several lines stays one event")
  func lines() {
    let bytes = EventStream.event("a", Array("x\n\ny".utf8))
    #expect(String(decoding: bytes, as: UTF8.self) == "event: a\ndata: x\ndata: \ndata: y\n\n")
  }
}
