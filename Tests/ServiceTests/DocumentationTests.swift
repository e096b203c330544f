import Foundation
import Testing

@testable import Service

@Suite("The description of the service")
struct DocumentationTests {
  private func document(of running: RunningService) throws -> [String: Any] {
    let answer = try running.ask(Request.get("/openapi.json"))
    #expect(answer.status == 200)
    #expect(answer.headers["content-type"] == "application/json")
    return answer.json
  }

  private func operation(_ document: [String: Any], _ path: String, _ method: String) throws
    -> [String: Any]
  {
    let paths = try #require(document["paths"] as? [String: Any])
    let item = try #require(paths[path] as? [String: Any])
    return try #require(item[method] as? [String: Any])
  }

  @Test("Every example in it is as its schema says")
  func examples() throws {
    let running = try RunningService(engine: EngineSlot())
    defer { running.stop() }
    let document = try document(of: running)
    #expect((document["openapi"] as? String)?.hasPrefix("3.1") == true)
    let check = SchemaCheck(document: document)
    var examples = 0
    for case let item as [String: Any] in try #require(document["paths"] as? [String: Any]).values {
      for case let operation as [String: Any] in item.values {
        for case let response as [String: Any] in try #require(
          operation["responses"] as? [String: Any]
        ).values {
          for case let content as [String: Any] in (response["content"] as? [String: Any] ?? [:])
            .values
          {
            let schema = try #require(content["schema"] as? [String: Any])
            guard let example = content["example"] else { continue }
            examples += 1
            #expect(check.mistakes(example, schema) == [])
          }
        }
      }
    }
    #expect(examples >= 12)
  }

  @Test("Answers are as it says, with every option")
  func answers() throws {
    let running = try RunningService()
    defer { running.stop() }
    let document = try document(of: running)
    let check = SchemaCheck(document: document)
    let post = try operation(document, "/api/facial-analysis/", "post")
    let responses = try #require(post["responses"] as? [String: Any])
    func schema(_ status: Int, _ type: String) throws -> [String: Any] {
      let response = try #require(responses["\(status)"] as? [String: Any], "\(status)")
      let content = try #require(response["content"] as? [String: Any])
      return try #require((content[type] as? [String: Any])?["schema"] as? [String: Any])
    }
    for (video, query) in [
      (try RunningService.sampleVideo(), ""),
      (try RunningService.sampleVideo(), "?timeline=true&timing=true&fps=2"),
      (try RunningService.sampleVideo(), "?scope=emotions&fps=2"),
    ] {
      let answer = try running.upload(video, query: query)
      #expect(answer.status == 200)
      let mistakes = check.mistakes(answer.json, try schema(200, "application/json"))
      #expect(mistakes == [])
    }
    let faceless = try RunningService.mediaFixture("constant_rate.mp4")
    for (answer, status) in [
      (try running.upload(faceless), 422), (try running.upload(Data("no video".utf8)), 415),
      (try running.upload(Data(), query: ""), 400),
      (try running.upload(faceless, query: "?every=0"), 400),
    ] {
      #expect(answer.status == status)
      let mistakes = check.mistakes(
        answer.json, try schema(status, "application/problem+json"))
      #expect(mistakes == [])
    }
  }

  @Test("Every route is described, and nothing else")
  func routes() throws {
    let running = try RunningService(engine: EngineSlot())
    defer { running.stop() }
    let paths = try #require(try document(of: running)["paths"] as? [String: Any])
    #expect(
      Set(paths.keys) == [
        "/api/facial-analysis/", "/health/live", "/health/ready", "/metrics", "/openapi.json",
        "/docs",
      ])
    for (path, item) in paths {
      let methods = try #require(item as? [String: Any]).keys.map { $0.uppercased() }.sorted()
      let allowed = try running.ask(Request.get(path, method: "OPTIONS")).headers["allow"]
      let offered = allowed?.components(separatedBy: ", ")
        .filter { $0 != "OPTIONS" && $0 != "HEAD" }.sorted()
      #expect(offered == methods, "\(path)")
    }
  }

  @Test("The page needs nothing from elsewhere")
  func page() throws {
    let running = try RunningService(engine: EngineSlot())
    defer { running.stop() }
    let answer = try running.ask(Request.get("/docs"))
    #expect(answer.status == 200)
    #expect(answer.headers["content-type"] == "text/html; charset=utf-8")
    #expect(answer.headers["content-security-policy"]?.hasPrefix("default-src 'none'") == true)
    let text = String(decoding: answer.body, as: UTF8.self)
    #expect(!text.contains("http://") && !text.contains("https://"))
  }

  @Test("The check sees what is wrong")
  func check() {
    let check = SchemaCheck(document: [:])
    let schema: [String: Any] = [
      "type": "object", "required": ["a"],
      "properties": [
        "a": ["type": ["integer", "null"], "minimum": 0.0, "maximum": 3.0],
        "b": ["type": "string", "enum": ["x"]],
      ],
    ]
    #expect(check.mistakes(["a": 1, "b": "x"], schema).isEmpty)
    #expect(check.mistakes(["a": NSNull()], schema).isEmpty)
    for wrong: [String: Any] in [
      [:], ["a": 4], ["a": -1], ["a": 1.5], ["a": true], ["a": 1, "b": "y"], ["a": 1, "c": 1],
    ] {
      #expect(!check.mistakes(wrong, schema).isEmpty, "\(wrong)")
    }
  }
}
