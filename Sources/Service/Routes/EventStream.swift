import HTTPServer
import HTTPTypes

/// Server-sent events (WHATWG HTML, section 9.2) as bytes.
enum EventStream {
  static let contentType = "text/event-stream"
  /// A comment, which clients pass over.
  static let heartbeat = Array(":\n\n".utf8)

  /// Whether the client names events among what it takes. One that takes anything gets JSON.
  static func isAccepted(by request: HTTPRequest) -> Bool {
    request.headerFields[values: .accept].contains { value in
      value.split(separator: ",").contains { range in
        let parts = range.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
        guard parts.first?.lowercased() == contentType else { return false }
        return !parts.dropFirst().contains { $0 == "q=0" || $0 == "q=0.0" }
      }
    }
  }

  static var head: HTTPResponse {
    var head = HTTPResponse(status: .ok)
    head.headerFields[.contentType] = contentType
    head.headerFields[.cacheControl] = "no-store"
    // Proxies of the nginx kind hold answers back otherwise.
    if let name = HTTPField.Name("X-Accel-Buffering") { head.headerFields[name] = "no" }
    return head
  }

  /// One event. Its data may have lines.
  static func event(_ name: String, _ data: [UInt8]) -> [UInt8] {
    var bytes = Array("event: \(name)\n".utf8)
    for line in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      bytes += Array("data: ".utf8) + line + [UInt8(ascii: "\n")]
    }
    return bytes + [UInt8(ascii: "\n")]
  }
}

/// Where an analysis tells how it goes and what came of it: one JSON document at the end, or
/// events all along.
struct AnalysisAudience: Sendable {
  enum Stage: String, Encodable {
    case upload, queue, analysis, score
  }

  private struct Queued: Encodable {
    let position: Int
  }

  private struct Progress: Encodable, Equatable {
    let percent: Int
    let stage: Stage
  }

  let reply: Reply
  private let context: RequestContext
  private let takesEvents: Bool

  init(_ reply: Reply, _ context: RequestContext, takesEvents: Bool) {
    self.reply = reply
    self.context = context
    self.takesEvents = takesEvents
  }

  /// The upload is complete and a place is found: from here on a problem is an event as well.
  func begin() {
    guard takesEvents else { return }
    reply.beginStream(context.decorated(EventStream.head), heartbeat: EventStream.heartbeat)
    progress(.upload, 1)
  }

  /// - Parameter position: 1 for the next to run.
  func queued(position: Int) {
    tell("queued", Queued(position: position))
  }

  /// - Parameter share: of the stage, 0…1.
  func progress(_ stage: Stage, _ share: Double) {
    let percent = Int((min(max(share, 0), 1) * 100).rounded(.down))
    tell("progress", Progress(percent: percent, stage: stage))
  }

  /// The newest state takes the place of one that a slow client has not read.
  private func tell(_ name: String, _ data: some Encodable) {
    guard takesEvents else { return }
    reply.write(EventStream.event(name, JSONBody.bytes(data)), isReplaceable: true)
  }

  func end(_ response: ServerResponse) {
    guard takesEvents else { return reply.send(context.complete(response)) }
    context.note(response.head.status)
    reply.finish(EventStream.event("result", response.body))
  }

  func end(_ problem: Problem) {
    guard takesEvents else { return reply.send(context.complete(problem)) }
    context.note(problem.status)
    let document = problem.response(instance: context.identifier).body
    reply.finish(EventStream.event("problem", document))
  }

  /// Before `begin`: the status can still tell.
  func refuse(_ problem: Problem) { reply.send(context.complete(problem)) }
}
