import HTTPServer
import HTTPTypes

/// `GET /metrics`: what Prometheus collects.
struct MetricsRoute: Sendable {
  let metrics: ServiceMetrics
  let queue: JobQueue
  let engine: EngineSlot

  var route: Route {
    .answering("/metrics", isProtected: true) { _, _ in
      let text = metrics.text(jobs: queue.occupancy, workers: engine.engine?.workerFigures)
      return ServerResponse(
        status: .ok, contentType: PrometheusText.contentType, body: Array(text.utf8))
    }
  }
}
