import HTTPServer
import HTTPTypes

/// `GET /metrics`: what Prometheus collects.
struct MetricsRoute: Sendable {
  let metrics: ServiceMetrics
  let gate: JobGate
  let engine: EngineSlot

  var route: Route {
    Route(path: "/metrics", method: .get, isProtected: true) { _, _ in
      let jobs = gate.occupancy
      let text = metrics.text(
        jobs: jobs.places, running: jobs.running, workers: engine.engine?.workerFigures)
      return ServerResponse(
        status: .ok, contentType: PrometheusText.contentType, body: Array(text.utf8))
    }
  }
}
