import HTTPServer
import HTTPTypes
import Synchronization

/// Who may ask, and how often. Can be changed while requests come.
final class AccessControl: Sendable {
  private struct Rules {
    var keys: APIKeys?
    var requestsPerMinute: Int?
    var limit: RateLimit?
  }

  private let rules: Mutex<Rules>

  init(_ configuration: ServiceConfiguration) {
    rules = Mutex(Rules())
    change(to: configuration)
  }

  /// What clients have used of a rate that stays is not forgotten.
  func change(to configuration: ServiceConfiguration) {
    rules.withLock { rules in
      rules.keys = configuration.keys
      guard rules.requestsPerMinute != configuration.requestsPerMinute else { return }
      rules.requestsPerMinute = configuration.requestsPerMinute
      rules.limit = configuration.requestsPerMinute.map { RateLimit(perMinute: $0) }
    }
  }

  /// Lets a request pass that has a known key, where keys are asked for, and does not come too
  /// often.
  ///
  /// - Throws: `Problem.unauthorized` or `Problem.tooOften`.
  func admit(_ request: IncomingRequest) throws(Problem) {
    let rules = rules.withLock { $0 }
    var client = request.clientAddress
    if let keys = rules.keys {
      guard let key = Self.key(of: request.request), let owner = keys.owner(of: key) else {
        throw .unauthorized
      }
      client = "key " + owner
    }
    if let seconds = rules.limit?.take(client: client) { throw .tooOften(seconds: seconds) }
  }

  /// `Authorization: Bearer KEY`, or `X-API-Key: KEY`.
  static func key(of request: HTTPRequest) -> String? {
    if let name = HTTPField.Name("X-API-Key"), let key = request.headerFields[name] { return key }
    guard let field = request.headerFields[.authorization] else { return nil }
    let words = field.split(separator: " ")
    return words.count == 2 && words[0].lowercased() == "bearer" ? String(words[1]) : nil
  }
}
