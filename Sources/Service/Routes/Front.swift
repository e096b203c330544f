import HTTPServer
import HTTPTypes
import Logging

/// What every request passes: access, and its route.
struct Front: Sendable {
  let router: Router
  let access: AccessControl
  let crossOrigin: CrossOrigin
  let metrics: ServiceMetrics
  let logger: Logger

  func receive(_ request: IncomingRequest) -> Reception {
    var context = RequestContext(request.request, front: self)
    do throws(Problem) {
      if request.request.method == .options {
        let answer = crossOrigin.answer(methods: try router.methods(request.request))
        return .answer(.now(context.complete(answer)))
      }
      let found = try router.route(request.request)
      context.route = found.path
      if found.isProtected { try access.admit(request) }
      return try found.receive(request, context)
    } catch {
      return .answer(.now(context.complete(error)))
    }
  }
}
