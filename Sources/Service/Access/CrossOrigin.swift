import HTTPServer
import HTTPTypes
import Synchronization

/// Which web pages of other origins may use the service (the Fetch standard's CORS protocol). Can be
/// changed while requests come.
final class CrossOrigin: Sendable {
  private let origins: Mutex<Set<String>>

  /// - Parameter allowed: origins such as `https://example.org`; `*` stands for all.
  init(allowed: Set<String>) { origins = Mutex(allowed) }

  private var allowed: Set<String> { origins.withLock { $0 } }

  func change(to allowed: Set<String>) { origins.withLock { $0 = allowed } }

  /// How long browsers may keep the answer to a preflight request.
  private static let maximumAge = 600
  private static let requestHeaders = "Content-Type, Authorization, X-API-Key, X-Request-Id"
  private static let responseHeaders = "X-Request-Id, Retry-After, Server-Timing"

  /// The fields that let a page read the answer; none if it may not.
  func fields(for request: HTTPRequest) -> [(name: String, value: String)] {
    let allowed = allowed
    guard !allowed.isEmpty else { return [] }
    // Caches must not give one origin's answer to another.
    var fields = allowed.contains("*") ? [] : [("Vary", "Origin")]
    guard let origin = request.headerFields[.origin],
      allowed.contains("*") || allowed.contains(origin)
    else { return fields }
    fields.append(("Access-Control-Allow-Origin", allowed.contains("*") ? "*" : origin))
    if request.method == .options {
      fields.append(("Access-Control-Allow-Headers", Self.requestHeaders))
      fields.append(("Access-Control-Max-Age", "\(Self.maximumAge)"))
    } else {
      fields.append(("Access-Control-Expose-Headers", Self.responseHeaders))
    }
    return fields
  }

  /// The answer to OPTIONS: what a resource takes, and for browsers the same in their words.
  func answer(methods: [HTTPRequest.Method]) -> ServerResponse {
    let list = methods.map(\.rawValue).joined(separator: ", ")
    var response = ServerResponse(head: HTTPResponse(status: .noContent))
    response.head.headerFields[.allow] = list
    if !allowed.isEmpty, let name = HTTPField.Name("Access-Control-Allow-Methods") {
      response.head.headerFields[name] = list
    }
    return response
  }
}
