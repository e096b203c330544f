import HTTPServer
import HTTPTypes

/// `GET /health/live` and `GET /health/ready` (specs/service.md §5).
struct HealthRoutes: Sendable {
  private struct State: Encodable {
    let status: String
  }

  let engine: EngineSlot
  let isDraining: @Sendable () -> Bool

  var routes: [Route] {
    [
      // The process answers: that is all.
      .answering("/health/live") { _, _ in Self.answer("live") },
      .answering("/health/ready") { _, _ throws(Problem) in
        if isDraining() { throw .draining }
        guard engine.isReady else { throw .modelNotLoaded }
        return Self.answer("ready")
      },
    ]
  }

  private static func answer(_ status: String) -> ServerResponse {
    ServerResponse(
      status: .ok, contentType: "application/json", body: JSONBody.bytes(State(status: status)))
  }
}
