import HTTPServer
import HTTPTypes

/// Who may ask, and how often.
struct AccessControl: Sendable {
  private let keys: APIKeys?
  private let limit: RateLimit?

  init(_ configuration: ServiceConfiguration) {
    keys = configuration.keys
    limit = configuration.requestsPerMinute.map { RateLimit(perMinute: $0) }
  }

  /// Lets a request pass that has a known key, where keys are asked for, and does not come too
  /// often.
  ///
  /// - Throws: `Problem.unauthorized` or `Problem.tooOften`.
  func admit(_ request: IncomingRequest) throws(Problem) {
    var client = request.clientAddress
    if let keys {
      guard let key = Self.key(of: request.request), let owner = keys.owner(of: key) else {
        throw .unauthorized
      }
      client = "key " + owner
    }
    if let seconds = limit?.take(client: client) { throw .tooOften(seconds: seconds) }
  }

  /// `Authorization: Bearer KEY`, or `X-API-Key: KEY`.
  static func key(of request: HTTPRequest) -> String? {
    if let name = HTTPField.Name("X-API-Key"), let key = request.headerFields[name] { return key }
    guard let field = request.headerFields[.authorization] else { return nil }
    let words = field.split(separator: " ")
    return words.count == 2 && words[0].lowercased() == "bearer" ? String(words[1]) : nil
  }
}
