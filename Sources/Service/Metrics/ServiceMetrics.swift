import AnalysisResult
import Metrics
import Synchronization
import Workers

/// What the service counts and measures while it runs, for any backend of swift-metrics
/// (specs/service.md §5).
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

  /// What each metric is.
  static let help = [
    "http_requests_total": "Requests that were answered.",
    "http_request_duration_seconds": "From the head of a request to its answer.",
    "stage_duration_seconds": "Stages of an analysis.",
    "jobs_running": "Videos that are analysed.",
    "jobs_queued": "Videos that wait.",
    "uploads_receiving": "Uploads that are received.",
    "upload_bytes_total": "Bytes of videos.",
    "frames_sampled_total": "Frames that were looked at.",
    "faces_detected_total": "Frames with a face.",
    "workers": "Worker processes that are ready or at work.",
    "worker_restarts_total": "Worker processes that ended.",
    "process_resident_memory_bytes": "Resident memory.",
    "process_open_fds": "Open file descriptors.",
    "process_cpu_seconds_total": "Processor time, of the kernel too.",
  ]

  /// What others count by themselves, as it was when the counters were last brought up to date.
  private struct Seen {
    var restarts: [WorkerEndReason: Int] = [:]
    var processorSeconds = 0.0
  }

  private let factory: any MetricsFactory
  private let bytes: Counter
  private let frames: Counter
  private let faces: Counter
  private let seen = Mutex(Seen())
  /// What requests are counted with: finding it by its labels costs more than counting.
  private let requests = Mutex<[RequestLabels: (count: Counter, duration: Timer)]>([:])

  init(_ factory: any MetricsFactory) {
    self.factory = factory
    bytes = Counter(label: "upload_bytes_total", factory: factory)
    frames = Counter(label: "frames_sampled_total", factory: factory)
    faces = Counter(label: "faces_detected_total", factory: factory)
  }

  func countRequest(_ labels: RequestLabels, duration: Duration) {
    let known = requests.withLock { requests in
      if let known = requests[labels] { return known }
      let made = (count: counter(of: labels), duration: timer(of: labels))
      requests[labels] = made
      return made
    }
    known.count.increment()
    known.duration.record(duration: duration)
  }

  private func counter(of labels: RequestLabels) -> Counter {
    Counter(
      label: "http_requests_total",
      dimensions: [
        ("route", labels.route), ("method", labels.method), ("status", "\(labels.status)"),
      ], factory: factory)
  }

  private func timer(of labels: RequestLabels) -> Timer {
    Timer(
      label: "http_request_duration_seconds", dimensions: [("route", labels.route)],
      factory: factory)
  }

  func record(_ stage: Stage, _ duration: Duration) { record(stage.rawValue, duration) }

  private func record(_ stage: String, _ duration: Duration) {
    Timer(label: "stage_duration_seconds", dimensions: [("stage", stage)], factory: factory)
      .record(duration: duration)
  }

  func countUpload(bytes count: Int) { bytes.increment(by: count) }

  func count(_ analysis: VideoAnalysis) {
    frames.increment(by: analysis.observations.count)
    faces.increment(by: analysis.faceSamples)
    for (name, duration) in analysis.timing.stages where Stage(rawValue: name) != nil {
      record(name, duration)
    }
  }

  /// Brings up to date what is not counted as it happens.
  ///
  /// - Parameters:
  ///   - jobs: what is received, waits and is analysed now.
  ///   - workers: nil where there are none.
  func observe(jobs: JobQueue.Occupancy, workers: WorkerFigures?) {
    set("jobs_running", jobs.running)
    set("jobs_queued", jobs.waiting)
    set("uploads_receiving", jobs.receiving)
    let process = ProcessFigures.read()
    if let bytes = process.residentBytes { set("process_resident_memory_bytes", bytes) }
    if let count = process.openDescriptors { set("process_open_fds", count) }
    if let workers { set("workers", workers.workers) }
    seen.withLock { seen in
      FloatingPointCounter(label: "process_cpu_seconds_total", factory: factory)
        .increment(by: process.processorSeconds - seen.processorSeconds)
      seen.processorSeconds = process.processorSeconds
      guard let workers else { return }
      for reason in WorkerEndReason.allCases {
        let count = workers.restarts[reason] ?? 0
        Counter(
          label: "worker_restarts_total", dimensions: [("reason", reason.rawValue)],
          factory: factory
        ).increment(by: max(0, count - (seen.restarts[reason] ?? 0)))
        seen.restarts[reason] = count
      }
    }
  }

  private func set(_ name: String, _ value: Int) {
    Meter(label: name, factory: factory).set(value)
  }
}
