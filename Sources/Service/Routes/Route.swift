import HTTPServer
import HTTPTypes

/// A resource and what it does. A new route is one file and one line in `Service.routes`.
struct Route: Sendable {
  let path: String
  let method: HTTPRequest.Method
  /// Whether a key is needed, where the service asks for keys, and requests are counted against
  /// the rate limit.
  var isProtected = false
  let receive: @Sendable (IncomingRequest, RequestContext) throws(Problem) -> Reception

  /// A route to GET that answers from what is at hand, without blocking.
  static func answering(
    _ path: String, isProtected: Bool = false,
    _ answer:
      @escaping @Sendable (IncomingRequest, RequestContext) throws(Problem) ->
      ServerResponse
  ) -> Route {
    Route(path: path, method: .get, isProtected: isProtected) {
      request, context throws(Problem) in
      .answer(.now(context.complete(try answer(request, context))))
    }
  }
}

/// Finds the route of a request; the last slash of a path does not matter.
struct Router: Sendable {
  private let routes: [Route]

  init(_ routes: [Route]) { self.routes = routes }

  /// - Throws: `Problem.notFound`, or `.methodNotAllowed` with the methods that there are.
  func route(_ request: HTTPRequest) throws(Problem) -> Route {
    let matching = try self.matching(request.path ?? "/")
    if let exact = matching.first(where: { $0.method == request.method }) { return exact }
    if request.method == .head, let get = matching.first(where: { $0.method == .get }) {
      return get
    }
    throw .methodNotAllowed(Self.methods(of: matching))
  }

  /// The methods of the resource that a request names.
  ///
  /// - Throws: `Problem.notFound`.
  func methods(_ request: HTTPRequest) throws(Problem) -> [HTTPRequest.Method] {
    let target = request.path ?? "/"
    // `OPTIONS *` asks about the server as a whole.
    if target == "*" { return [.get, .head, .post, .options] }
    return Self.methods(of: try matching(target))
  }

  /// The routes of the resource that a target names.
  private func matching(_ target: String) throws(Problem) -> [Route] {
    let path = Self.canonical(Query.path(of: target))
    let matching = routes.filter { Self.canonical($0.path) == path }
    guard !matching.isEmpty else { throw .notFound }
    return matching
  }

  private static func methods(of routes: [Route]) -> [HTTPRequest.Method] {
    var methods = routes.map(\.method)
    if methods.contains(.get) { methods.append(.head) }
    return methods + [.options]
  }

  private static func canonical(_ path: String) -> String {
    path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }
}
