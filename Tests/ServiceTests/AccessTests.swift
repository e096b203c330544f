import Foundation
import Testing

@testable import Service

@Suite("API keys")
struct APIKeysTests {
  /// `printf %s secret | sha256sum`
  private static let digest = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"

  @Test("A key is known by its digest, in either case, with remarks and empty lines around")
  func known() throws {
    let keys = try APIKeys("# ours\n\n alice \(Self.digest) # first\r\nbob\t\(Self.other)\n")
    #expect(keys.owner(of: "secret") == "alice")
    #expect(keys.owner(of: "other") == "bob")
    #expect(keys.owner(of: "Secret") == nil)
    #expect(keys.owner(of: "") == nil)
    #expect(keys.owner(of: Self.digest) == nil)
    #expect(try APIKeys("a \(Self.digest.uppercased())").owner(of: "secret") == "a")
  }

  /// `printf %s other | sha256sum`
  private static let other = "d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa"

  @Test(
    "Mistakes are refused with their line",
    arguments: [
      ("alice", 1), ("# x\nalice 12", 2), ("a \(digest) b", 1), ("a \(digest)\na \(digest)", 2),
      ("a \(String(repeating: "g", count: 64))", 1),
    ])
  func mistakes(text: String, line: Int) {
    do throws(APIKeysError) {
      _ = try APIKeys(text)
      Issue.record("accepted")
    } catch {
      guard case .line(line, _) = error else {
        Issue.record("\(error)")
        return
      }
    }
  }

  @Test("A file without a key is refused")
  func empty() {
    #expect(throws: APIKeysError.empty) { try APIKeys("# none\n") }
  }

  @Test("Where keys are asked for, the analysis and the metrics need one and health does not")
  func running() throws {
    let running = try RunningService(engine: EngineSlot()) {
      $0.keys = try? APIKeys("alice \(Self.digest)")
    }
    defer { running.stop() }
    let refused = try running.ask(Request.get("/metrics"))
    #expect(refused.status == 401)
    #expect(refused.headers["www-authenticate"] == "Bearer")
    #expect(refused.json["type"] as? String == "/problems/unauthorized")
    for field in [
      "Authorization: Bearer wrong", "Authorization: Basic secret", "X-API-Key: \(Self.digest)",
    ] {
      #expect(try running.ask(Request.get("/metrics", fields: [field])).status == 401)
    }
    for field in [
      "Authorization: Bearer secret", "authorization: bearer secret", "X-API-Key: secret",
    ] {
      #expect(try running.ask(Request.get("/metrics", fields: [field])).status == 200)
    }
    #expect(try running.upload(Data([1, 2, 3])).status == 401)
    #expect(try running.ask(Request.get("/health/live")).status == 200)
  }
}

@Suite("The rate limit")
struct RateLimitTests {
  private let start = ContinuousClock.now

  @Test("A minute's requests may come at once, the next when a token is there")
  func tokens() {
    let limit = RateLimit(perMinute: 30)
    for _ in 0..<30 { #expect(limit.take(client: "a", now: start) == nil) }
    #expect(limit.take(client: "a", now: start) == 2)
    #expect(limit.take(client: "b", now: start) == nil)
    #expect(limit.take(client: "a", now: start + .seconds(1)) == 1)
    #expect(limit.take(client: "a", now: start + .seconds(2.1)) == nil)
    #expect(limit.take(client: "a", now: start + .seconds(2.1)) != nil)
    // A bucket never holds more than a minute's requests.
    for _ in 0..<30 { #expect(limit.take(client: "a", now: start + .seconds(600)) == nil) }
    #expect(limit.take(client: "a", now: start + .seconds(600)) != nil)
  }

  @Test("Many clients are forgotten before the memory grows, those that wait last")
  func forgetting() {
    let limit = RateLimit(perMinute: 1)
    #expect(limit.take(client: "waits", now: start) == nil)
    for number in 1...2 * RateLimit.maximumClients {
      _ = limit.take(client: "\(number)", now: start + .seconds(-3600))
    }
    #expect(limit.take(client: "waits", now: start + .seconds(1)) != nil)
  }

  @Test("Requests past the limit are told when to come back; health is not counted")
  func running() throws {
    let running = try RunningService(engine: EngineSlot()) { $0.requestsPerMinute = 2 }
    defer { running.stop() }
    #expect(try running.ask(Request.get("/metrics")).status == 200)
    #expect(try running.ask(Request.get("/metrics")).status == 200)
    let refused = try running.ask(Request.get("/metrics"))
    #expect(refused.status == 429)
    #expect(refused.json["type"] as? String == "/problems/rate-limit")
    #expect((1...30).contains(Int(refused.headers["retry-after"] ?? "") ?? 0))
    #expect(try running.ask(Request.get("/health/live")).status == 200)
  }
}

@Suite("Web pages of other origins")
struct CrossOriginTests {
  private let path = "/api/facial-analysis/"

  @Test("Without allowed origins no field says anything about them; OPTIONS tells the methods")
  func closed() throws {
    let running = try RunningService(engine: EngineSlot())
    defer { running.stop() }
    let answer = try running.ask(
      Request.get(path, method: "OPTIONS", fields: ["Origin: https://example.org"]))
    #expect(answer.status == 204)
    #expect(answer.headers["allow"] == "POST, OPTIONS")
    #expect(answer.headers.keys.allSatisfy { !$0.hasPrefix("access-control") && $0 != "vary" })
    #expect(try running.ask(Request.get("/nothing", method: "OPTIONS")).status == 404)
    #expect(try running.ask(Request.get("*", method: "OPTIONS")).status == 204)
  }

  @Test("A page of an allowed origin may ask and read the answer, one of another may not")
  func allowed() throws {
    let running = try RunningService(engine: EngineSlot()) {
      $0.allowedOrigins = ["https://example.org"]
    }
    defer { running.stop() }
    let preflight = try running.ask(
      Request.get(
        path, method: "OPTIONS",
        fields: ["Origin: https://example.org", "Access-Control-Request-Method: POST"]))
    #expect(preflight.status == 204)
    #expect(preflight.headers["access-control-allow-origin"] == "https://example.org")
    #expect(preflight.headers["access-control-allow-methods"] == "POST, OPTIONS")
    #expect(preflight.headers["access-control-allow-headers"]?.contains("X-API-Key") == true)
    #expect(preflight.headers["vary"] == "Origin")
    let read = try running.ask(
      Request.get("/health/live", fields: ["Origin: https://example.org"]))
    #expect(read.headers["access-control-allow-origin"] == "https://example.org")
    // A problem can be read by the page as well.
    let problem = try running.ask(
      Request.get("/health/ready", fields: ["Origin: https://example.org"]))
    #expect(problem.status == 503)
    #expect(problem.headers["access-control-allow-origin"] == "https://example.org")
    for origin in ["https://example.org.evil", "http://example.org", "null"] {
      let other = try running.ask(Request.get("/health/live", fields: ["Origin: \(origin)"]))
      #expect(other.headers["access-control-allow-origin"] == nil)
      #expect(other.headers["vary"] == "Origin")
    }
  }

  @Test("A star allows every origin")
  func star() throws {
    let running = try RunningService(engine: EngineSlot()) { $0.allowedOrigins = ["*"] }
    defer { running.stop() }
    let answer = try running.ask(Request.get("/health/live", fields: ["Origin: https://a.b"]))
    #expect(answer.headers["access-control-allow-origin"] == "*")
    #expect(answer.headers["vary"] == nil)
  }
}

@Suite("Access that changes while the service runs")
struct ReloadTests {
  /// `printf %s secret | sha256sum` and the same of other.
  private static let digests = [
    "secret": "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b",
    "other": "d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa",
  ]

  private func configuration(
    key: String?, rate: Int? = nil, origins: Set<String> = []
  ) throws -> ServiceConfiguration {
    var configuration = ServiceConfiguration(processors: 1)
    configuration.keys = try key.flatMap { Self.digests[$0] }.map { try APIKeys("alice \($0)") }
    configuration.requestsPerMinute = rate
    configuration.allowedOrigins = origins
    return configuration
  }

  @Test("New keys, a new rate and new origins hold for the next request")
  func changed() throws {
    let running = try RunningService(engine: EngineSlot())
    defer { running.stop() }
    func status(_ key: String) throws -> Int {
      try running.ask(Request.get("/metrics", fields: ["X-API-Key: \(key)"])).status
    }
    #expect(try status("none") == 200)
    running.service.reload(try configuration(key: "secret"))
    #expect(try status("secret") == 200)
    #expect(try status("other") == 401)
    running.service.reload(try configuration(key: "other", origins: ["https://a.b"]))
    #expect(try status("secret") == 401)
    #expect(try status("other") == 200)
    let page = try running.ask(Request.get("/health/live", fields: ["Origin: https://a.b"]))
    #expect(page.headers["access-control-allow-origin"] == "https://a.b")
    running.service.reload(try configuration(key: nil, rate: 1))
    #expect(try status("none") == 200)
    #expect(try status("none") == 429)
  }

  @Test("What was used of a rate that stays is not forgotten")
  func sameRate() throws {
    let running = try RunningService(engine: EngineSlot()) { $0.requestsPerMinute = 1 }
    defer { running.stop() }
    #expect(try running.ask(Request.get("/metrics")).status == 200)
    running.service.reload(try configuration(key: nil, rate: 1))
    #expect(try running.ask(Request.get("/metrics")).status == 429)
  }
}
