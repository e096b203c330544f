import AnalysisResult
import HTTPServer
import HTTPTypes
import MediaContract
import Workers

/// Which error gets which status: the one table (specs/service.md §2).
extension Problem {
  static func badRequest(_ detail: String) -> Problem {
    Problem(kind: "bad-request", status: .badRequest, title: "Bad request", detail: detail)
  }

  static let notFound = Problem(
    kind: "not-found", status: .notFound, title: "Not found",
    detail: "There is nothing here; videos are sent with POST to /api/facial-analysis/.")

  static func methodNotAllowed(_ allowed: [HTTPRequest.Method]) -> Problem {
    let list = allowed.map(\.rawValue).joined(separator: ", ")
    return Problem(
      kind: "method-not-allowed", status: .methodNotAllowed, title: "Method not allowed",
      detail: "This resource takes \(list).", allowedMethods: allowed)
  }

  static let modelNotLoaded = Problem(
    kind: "model-not-loaded", status: .serviceUnavailable, title: "Model not loaded",
    detail: "The model is not loaded yet; try again in a moment.", retryAfterSeconds: 1)

  static let draining = Problem(
    kind: "draining", status: .serviceUnavailable, title: "Shutting down",
    detail: "The service is shutting down; try again in a moment.", retryAfterSeconds: 5)

  static let unauthorized = Problem(
    kind: "unauthorized", status: .unauthorized, title: "A key is needed",
    detail: "Send a key that this service knows as Authorization: Bearer KEY, or as X-API-Key: KEY."
  )

  static func tooOften(seconds: Int) -> Problem {
    Problem(
      kind: "rate-limit", status: .tooManyRequests, title: "Too many requests",
      detail: "This client asks more often than it may; try again in \(seconds) s.",
      retryAfterSeconds: seconds)
  }

  static let queueFull = Problem(
    kind: "queue-full", status: .tooManyRequests, title: "Too many videos at once",
    detail: "As many videos as the service takes are being analysed or wait; try again later.",
    retryAfterSeconds: 5)

  static func deadlinePassed(_ deadline: Duration) -> Problem {
    Problem(
      kind: "deadline-passed", status: .gatewayTimeout, title: "Deadline passed",
      detail: "The analysis took longer than \(deadline.components.seconds) s; send a shorter or "
        + "smaller video.")
  }

  /// Nobody is there any more to read it; the status is for the log.
  static let clientLeft = Problem(
    kind: "client-left", status: .badRequest, title: "Client left",
    detail: "The client left before the answer.")

  static let storage = Problem(
    kind: "storage", status: .serviceUnavailable, title: "No space for the upload",
    detail: "The upload could not be stored; try again later.", retryAfterSeconds: 30)

  static func memoryLimit(_ detail: String) -> Problem {
    Problem(
      kind: "memory-limit", status: .serviceUnavailable, title: "Memory limit reached",
      detail: detail, retryAfterSeconds: 30)
  }

  init(_ error: RequestBodyError) {
    switch error {
    case .tooLarge(let limit):
      self.init(
        kind: "body-too-large", status: .contentTooLarge, title: "Upload too large",
        detail: "The upload is larger than the limit of \(limit) bytes; send a shorter or smaller "
          + "video.")
    case .timedOut:
      self.init(
        kind: "upload-too-slow", status: .requestTimeout, title: "Upload too slow",
        detail: error.description)
    case .malformed, .disconnected:
      self = .badRequest(error.description)
    }
  }

  init(_ error: MultipartError) {
    self = .badRequest(error.description)
  }

  init(_ error: EngineError, deadline: Duration) {
    switch error {
    case .analysis(let error):
      self.init(error, deadline: deadline)
    case .notReady:
      self.init(
        kind: "no-worker", status: .serviceUnavailable, title: "No worker is ready",
        detail: "There is no process to analyse the video at the moment; try again in a moment.",
        retryAfterSeconds: 5)
    case .deadline:
      self = .deadlinePassed(deadline)
    case .memory:
      self = .memoryLimit(error.description)
    case .crashed:
      self.init(
        kind: "video-unreadable", status: .unprocessableContent, title: "Video unreadable",
        detail: error.description)
    case .lost:
      self.init(
        kind: "worker-lost", status: .serviceUnavailable, title: "The analysis was ended",
        detail: error.description, retryAfterSeconds: 5)
    }
  }

  private init(_ error: AnalysisError, deadline: Duration) {
    switch error {
    case .media(let media):
      self.init(media)
    case .noFace(let samples, _):
      self.init(
        kind: "no-face", status: .unprocessableContent, title: "No face found",
        detail: error.description, faceCoverage: 0, sampledFrames: samples)
    case .cancelled:
      self = .deadlinePassed(deadline)
    case .internal:
      // What went wrong inside is for the log, not for the client.
      self.init(
        kind: "internal", status: .internalServerError, title: "Internal error",
        detail: "The analysis failed; the request's identifier finds the reason in the log.")
    }
  }

  private init(_ error: MediaError) {
    switch error {
    case .unsupportedContainer, .unsupportedCodec:
      self.init(
        kind: "video-not-supported", status: .unsupportedMediaType, title: "Not a supported video",
        detail: error.description)
    case .outOfMemory:
      self = .memoryLimit(error.description)
    case .limitExceeded:
      self.init(
        kind: "video-too-large", status: .unprocessableContent, title: "Video too large",
        detail: error.description)
    case .unreadableFile, .damagedContainer, .noVideoStream, .noDecodableFrame, .cancelled:
      self.init(
        kind: "video-unreadable", status: .unprocessableContent, title: "Video unreadable",
        detail: error.description)
    }
  }

  /// What the transport refuses by itself.
  init(transport status: HTTPResponse.Status, _ detail: String) {
    let title = status.reasonPhrase.isEmpty ? "Request refused" : status.reasonPhrase
    let kind = title.lowercased().map { $0 == " " ? "-" : String($0) }.joined()
    self.init(kind: kind, status: status, title: title, detail: detail)
    if status == .serviceUnavailable || status == .tooManyRequests { retryAfterSeconds = 1 }
  }
}
