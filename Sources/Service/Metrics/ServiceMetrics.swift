import AnalysisResult
import Synchronization
import Workers

/// What the service counts while it runs (specs/service.md §5).
///
/// The number of series is bounded: routes, methods and statuses come from fixed tables.
final class ServiceMetrics: Sendable {
  struct RequestLabels: Hashable {
    let route: String
    let method: String
    let status: Int
  }

  /// A part of the way of an upload.
  enum Stage: String, CaseIterable {
    case upload, queue, decode, detect, landmarks, infer
  }

  private struct State {
    var requests: [RequestLabels: Int] = [:]
    var durations: [String: Histogram] = [:]
    /// By the raw value of the stage.
    var stages: [String: Histogram] = [:]
    var frames = 0
    var faces = 0
    var bytes = 0
  }

  private let state = Mutex(State())

  func countRequest(_ labels: RequestLabels, duration: Duration) {
    state.withLock { state in
      state.requests[labels, default: 0] += 1
      state.durations[labels.route, default: Histogram()].record(duration)
    }
  }

  func record(_ stage: Stage, _ duration: Duration) {
    state.withLock { $0.stages[stage.rawValue, default: Histogram()].record(duration) }
  }

  func countUpload(bytes: Int) { state.withLock { $0.bytes += bytes } }

  func count(_ analysis: VideoAnalysis) {
    state.withLock { state in
      state.frames += analysis.observations.count
      state.faces += analysis.faceSamples
      for (name, duration) in analysis.timing.stages {
        state.stages[name, default: Histogram()].record(duration)
      }
    }
  }

  /// Everything in the text format of Prometheus.
  ///
  /// - Parameters:
  ///   - jobs: what is received, waits and is analysed now.
  ///   - workers: nil where there are none.
  func text(jobs: JobQueue.Occupancy, workers: WorkerFigures? = nil) -> String {
    let state = state.withLock { $0 }
    var text = PrometheusText()
    let requests = state.requests.sorted {
      ($0.key.route, $0.key.method, $0.key.status) < ($1.key.route, $1.key.method, $1.key.status)
    }
    text.add(
      "http_requests_total", .counter, "Requests that were answered.",
      requests.map { labels, count in
        (
          [("route", labels.route), ("method", labels.method), ("status", "\(labels.status)")],
          Double(count)
        )
      })
    text.add(
      "http_request_duration_seconds", "From the head of a request to its answer.",
      state.durations.sorted { $0.key < $1.key }.map { ([("route", $0.key)], $0.value) })
    text.add(
      "stage_duration_seconds", "Stages of an analysis.",
      Stage.allCases.compactMap { stage in
        state.stages[stage.rawValue].map { ([("stage", stage.rawValue)], $0) }
      })
    text.add("jobs_running", .gauge, "Videos that are analysed.", [([], Double(jobs.running))])
    text.add("jobs_queued", .gauge, "Videos that wait.", [([], Double(jobs.waiting))])
    text.add(
      "uploads_receiving", .gauge, "Uploads that are received.", [([], Double(jobs.receiving))])
    text.add("upload_bytes_total", .counter, "Bytes of videos.", [([], Double(state.bytes))])
    text.add(
      "frames_sampled_total", .counter, "Frames that were looked at.", [([], Double(state.frames))])
    text.add(
      "faces_detected_total", .counter, "Frames with a face.", [([], Double(state.faces))])
    if let workers { Self.add(workers, to: &text) }
    ProcessFigures.read().add(to: &text)
    return text.text
  }

  private static func add(_ figures: WorkerFigures, to text: inout PrometheusText) {
    text.add(
      "workers", .gauge, "Worker processes that are ready or at work.",
      [([], Double(figures.workers))])
    text.add(
      "worker_restarts_total", .counter, "Worker processes that ended.",
      WorkerEndReason.allCases.map {
        ([("reason", $0.rawValue)], Double(figures.restarts[$0] ?? 0))
      })
  }
}
