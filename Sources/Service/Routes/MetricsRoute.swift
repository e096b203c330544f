import HTTPServer
import HTTPTypes

/// `GET /metrics`: what Prometheus collects.
struct MetricsRoute: Sendable {
  let metrics: PrometheusMetrics
  /// Brings up to date what is not counted as it happens.
  let observe: @Sendable () -> Void

  var route: Route {
    .answering("/metrics", isProtected: true) { _, _ in
      observe()
      return ServerResponse(
        status: .ok, contentType: PrometheusText.contentType, body: Array(metrics.text().utf8))
    }
  }
}
