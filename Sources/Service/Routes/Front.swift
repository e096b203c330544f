import HTTPServer
import HTTPTypes
import Logging

/// What every request passes: access, its route, and what is noted of it.
struct Front: Sendable {
  let router: Router
  let access: AccessControl
  let crossOrigin: CrossOrigin
  let metrics: ServiceMetrics
  let logger: Logger

  func respond(to exchange: borrowing HTTPExchange) -> ServerResponse {
    let request = exchange.request
    let start = ContinuousClock.now
    let target = request.path ?? "/"
    let context = RequestContext(
      identifier: RequestIdentifier.of(request), query: Query(target: target))
    var response: ServerResponse
    var route = "other"
    do throws(Problem) {
      if request.method == .options {
        response = crossOrigin.answer(methods: try router.methods(request))
      } else {
        let found = try router.route(request)
        route = found.path
        if found.isProtected { try access.admit(exchange) }
        response = try found.handle(exchange, context)
      }
    } catch {
      response = error.response(instance: context.identifier)
    }
    if let name = HTTPField.Name.requestIdentifier {
      response.head.headerFields[name] = context.identifier
    }
    for (text, value) in crossOrigin.fields(for: request) {
      if let name = HTTPField.Name(text) { response.head.headerFields[name] = value }
    }
    note(request, route: route, response.head.status, context, duration: .now - start)
    return response
  }

  private func note(
    _ request: HTTPRequest, route: String, _ status: HTTPResponse.Status,
    _ context: RequestContext, duration: Duration
  ) {
    let known: [HTTPRequest.Method] = [.get, .head, .post, .options]
    let method = known.contains(request.method) ? request.method.rawValue : "other"
    metrics.countRequest(
      .init(route: route, method: method, status: status.code), duration: duration)
    logger.info(
      "request",
      metadata: [
        "request": "\(context.identifier)", "method": "\(request.method.rawValue)",
        "path": "\(Query.path(of: request.path ?? "/"))", "status": "\(status.code)",
        "milliseconds": "\(Int((duration / .milliseconds(1)).rounded()))",
      ])
  }
}
