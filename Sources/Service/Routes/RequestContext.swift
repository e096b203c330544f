import HTTPServer
import HTTPTypes
import Logging

/// What accompanies one request from its head to its answer: its name, its parameters, and what
/// every answer gets and leaves behind.
struct RequestContext: Sendable {
  let identifier: String
  let query: Query
  /// The path of the route, for the metrics.
  var route = "other"
  private let request: HTTPRequest
  private let start: ContinuousClock.Instant
  private let front: Front

  init(_ request: HTTPRequest, front: Front) {
    self.request = request
    self.front = front
    start = .now
    identifier = RequestIdentifier.of(request)
    query = Query(target: request.path ?? "/")
  }

  /// Makes an answer ready to be sent, and notes it.
  func complete(_ response: ServerResponse) -> ServerResponse {
    note(response.head.status)
    return ServerResponse(head: decorated(response.head), body: response.body)
  }

  func complete(_ problem: Problem) -> ServerResponse {
    complete(problem.response(instance: identifier))
  }

  /// The head with what every answer has.
  func decorated(_ head: HTTPResponse) -> HTTPResponse {
    var head = head
    if let name = HTTPField.Name.requestIdentifier { head.headerFields[name] = identifier }
    for (text, value) in front.crossOrigin.fields(for: request) {
      if let name = HTTPField.Name(text) { head.headerFields[name] = value }
    }
    return head
  }

  /// Counts and logs the request. Once for each, when its outcome is known.
  func note(_ status: HTTPResponse.Status) {
    let duration = ContinuousClock.now - start
    let known: [HTTPRequest.Method] = [.get, .head, .post, .options]
    let method = known.contains(request.method) ? request.method.rawValue : "other"
    front.metrics.countRequest(
      .init(route: route, method: method, status: status.code), duration: duration)
    front.logger.info(
      "request",
      metadata: [
        "request": "\(identifier)", "method": "\(request.method.rawValue)",
        "path": "\(Query.path(of: request.path ?? "/"))", "status": "\(status.code)",
        "milliseconds": "\(Int((duration / .milliseconds(1)).rounded()))",
      ])
  }
}
