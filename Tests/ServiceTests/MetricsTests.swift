import Foundation
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
    for milliseconds in [1, 5, 6, 100, 61_000] {
      histogram.record(.milliseconds(milliseconds))
    }
    #expect(histogram.counts.first == 2 && histogram.counts.last == 1)
    #expect(histogram.count == 5)
    #expect(abs(histogram.sum - 61.112) < 1e-9)
    var text = PrometheusText()
    text.add("x", "Help.", [([("a", "q\"\\\n")], histogram)])
    #expect(text.text.contains(#"x_bucket{a="q\"\\\n",le="0.005"} 2"#))
    #expect(text.text.contains(#"le="0.01"} 3"#))
    #expect(text.text.contains(#"le="+Inf"} 5"#))
  }
}
