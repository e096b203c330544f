import Foundation
import Metrics
import Testing

@testable import Service

@Suite("Metrics")
struct MetricsTests {
  private func value(_ series: String, in text: String) -> Double? {
    text.split(separator: "\n").first { $0.hasPrefix(series + " ") }
      .flatMap { Double($0.dropFirst(series.count + 1)) }
  }

  @Test("Requests, stages, frames and bytes are counted")
  func counted() throws {
    let running = try RunningService()
    defer { running.stop() }
    let video = try RunningService.sampleVideo()
    #expect(try running.upload(video, query: "?fps=1").status == 200)
    #expect(try running.upload(Data("no video".utf8)).status == 415)
    #expect(try running.ask(Request.get("/nothing")).status == 404)
    #expect(try running.ask(Request.get("/health/live", method: "BREW")).status == 405)
    let answer = try running.ask(Request.get("/metrics"))
    #expect(answer.status == 200)
    #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
    let text = String(decoding: answer.body, as: UTF8.self)
    let route = "route=\"/api/facial-analysis/\""
    #expect(value("http_requests_total{\(route),method=\"POST\",status=\"200\"}", in: text) == 1)
    #expect(value("http_requests_total{\(route),method=\"POST\",status=\"415\"}", in: text) == 1)
    #expect(
      value("http_requests_total{route=\"other\",method=\"GET\",status=\"404\"}", in: text) == 1)
    #expect(
      value("http_requests_total{route=\"other\",method=\"other\",status=\"405\"}", in: text) == 1)
    #expect(value("http_request_duration_seconds_count{\(route)}", in: text) == 2)
    for stage in ["upload", "queue", "decode", "detect", "landmarks", "infer"] {
      let count = value("stage_duration_seconds_count{stage=\"\(stage)\"}", in: text)
      #expect(count == (stage == "upload" || stage == "queue" ? 2 : 1), "\(stage)")
    }
    #expect(value("frames_sampled_total", in: text) == 12)
    #expect(value("faces_detected_total", in: text) == 12)
    #expect(value("upload_bytes_total", in: text) == Double(video.count + 8))
    #expect(value("jobs_running", in: text) == 0)
    #expect(value("jobs_queued", in: text) == 0)
    #expect((value("process_resident_memory_bytes", in: text) ?? 0) > 1e6)
    #expect((value("process_open_fds", in: text) ?? 0) >= 3)
  }

  @Test("Every line is a remark or a sample, and every metric is described once")
  func format() throws {
    let running = try RunningService(engine: EngineSlot())
    defer { running.stop() }
    _ = try running.ask(Request.get("/health/live"))
    let text = String(
      decoding: try running.ask(Request.get("/metrics")).body, as: UTF8.self)
    let sample = /^[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+$/
    let remark = /^# (HELP|TYPE) [a-z_]+ .+$/
    for line in text.split(separator: "\n") {
      #expect(line.wholeMatch(of: sample) != nil || line.wholeMatch(of: remark) != nil, "\(line)")
    }
    let types = text.split(separator: "\n").filter { $0.hasPrefix("# TYPE") }
    #expect(Set(types).count == types.count && types.count >= 8)
  }

  @Test("Buckets of a histogram hold what is at most their bound, and add up")
  func histogram() {
    var histogram = Histogram()
    for seconds in [0.001, 0.005, 0.006, 0.1, 61] { histogram.record(seconds) }
    #expect(histogram.counts.first == 2 && histogram.counts.last == 1)
    #expect(histogram.count == 5)
    #expect(abs(histogram.sum - 61.112) < 1e-9)
  }

  @Test("What swift-metrics records is written in the text format of Prometheus")
  func backend() {
    let metrics = PrometheusMetrics(help: ["x": "Help."])
    for _ in 0..<2 {
      let timer = Timer(label: "x", dimensions: [("a", "q\"\\\n")], factory: metrics)
      timer.record(duration: .milliseconds(6))
    }
    FloatingPointCounter(label: "f", factory: metrics).increment(by: 0.5)
    Counter(label: "http.sent-bytes", factory: metrics).increment(by: 7)
    Gauge(label: "g", factory: metrics).record(3)
    let meter = Meter(label: "m", factory: metrics)
    meter.set(5)
    meter.decrement()
    let text = metrics.text()
    #expect(text.contains("# HELP x Help.\n# TYPE x histogram\n"))
    #expect(text.contains(#"x_bucket{a="q\"\\\n",le="0.005"} 0"#))
    #expect(text.contains(#"x_bucket{a="q\"\\\n",le="+Inf"} 2"#))
    #expect(text.contains(#"x_count{a="q\"\\\n"} 2"#))
    #expect(text.contains("# TYPE f counter\nf 0.5\n"))
    #expect(text.contains("http_sent_bytes 7\n"))
    #expect(text.contains("# TYPE g gauge\ng 3\n"))
    #expect(text.contains("m 4\n"))
    meter.destroy()
    #expect(!metrics.text().contains("m 4\n"))
  }

  @Test("A name keeps the kind that it was first asked for as")
  func kinds() {
    let metrics = PrometheusMetrics()
    Counter(label: "x", factory: metrics).increment()
    Meter(label: "x", factory: metrics).set(9)
    #expect(metrics.text() == "# TYPE x counter\nx 1\n")
  }

  @Test("With another backend there is no page, and the backend is told everything")
  func otherBackend() throws {
    let backend = PrometheusMetrics()
    let both = MultiplexMetricsHandler(factories: [backend])
    let running = try RunningService(engine: EngineSlot(), metrics: both)
    defer { running.stop() }
    #expect(try running.ask(Request.get("/metrics")).status == 404)
    running.service.observe()
    let text = backend.text()
    #expect(
      value("http_requests_total{route=\"other\",method=\"GET\",status=\"404\"}", in: text) == 1)
    #expect((value("process_cpu_seconds_total", in: text) ?? 0) > 0)
  }
}
