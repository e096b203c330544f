import FoundationEssentials
import HTTPServer
import HTTPTypes

/// An error as the client sees it: RFC 9457 problem details, with the `error` key that clients of
/// the replaced system read (specs/service.md §2). Holds no path and nothing internal.
struct Problem: Error, Sendable, Equatable {
  /// Short name of the kind of problem, the last part of its `type`.
  let kind: String
  let status: HTTPResponse.Status
  let title: String
  /// What was found, what was expected and what to do.
  let detail: String
  /// Whole seconds after which trying again makes sense.
  var retryAfterSeconds: Int?
  /// Methods that the resource has, for 405.
  var allowedMethods: [HTTPRequest.Method] = []
  /// Share of the sampled frames with a face, for a video without one.
  var faceCoverage: Double?
  var sampledFrames: Int?
}

extension Problem {
  private struct Document: Encodable {
    let type: String
    let title: String
    let status: Int
    let detail: String
    let instance: String
    let error: String
    let faceCoverage: Double?
    let sampledFrames: Int?
  }

  /// - Parameter instance: the identifier of the request.
  func response(instance: String) -> ServerResponse {
    let document = Document(
      type: "/problems/\(kind)", title: title, status: status.code, detail: detail,
      instance: instance, error: detail, faceCoverage: faceCoverage, sampledFrames: sampledFrames)
    var fields = HTTPFields()
    if let retryAfterSeconds { fields[.retryAfter] = "\(retryAfterSeconds)" }
    if !allowedMethods.isEmpty {
      fields[.allow] = allowedMethods.map(\.rawValue).joined(separator: ", ")
    }
    if status == .unauthorized { fields[.wwwAuthenticate] = "Bearer" }
    return ServerResponse(
      status: status, contentType: "application/problem+json", body: JSONBody.bytes(document),
      headerFields: fields)
  }
}

/// Bodies of answers.
enum JSONBody {
  /// UTF-8 JSON with sorted keys. The values given are plain structures that always encode; should
  /// one not, the body says so instead of being absent.
  static func bytes(_ value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else {
      return Array(#"{"error":"The answer could not be written."}"#.utf8)
    }
    return [UInt8](data)
  }
}
