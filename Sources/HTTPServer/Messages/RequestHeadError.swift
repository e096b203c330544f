import HTTPTypes

/// Why a request head was refused. After any of these the connection cannot go on: where the
/// next request would begin is not known.
public enum RequestHeadError: Error, Sendable, Equatable {
  case malformedRequestLine
  case malformedTarget
  case targetTooLong(limit: Int)
  case unsupportedVersion
  case unsupportedMethod(String)
  case headTooLarge(limit: Int)
  case tooManyFields(limit: Int)
  case bareLineFeed
  case malformedFieldLine
  case foldedField
  case invalidFieldValue(name: String)
  case missingHost
  case duplicateHost
  case invalidHost
  case hostDiffersFromTarget
  case duplicateContentLength
  case invalidContentLength
  case lengthAndTransferEncoding
  case transferEncodingInHTTP10
  case unsupportedTransferEncoding
  case unsupportedExpectation

  /// The status that answers it.
  public var status: HTTPResponse.Status {
    switch self {
    case .targetTooLong: .uriTooLong
    case .unsupportedVersion: .httpVersionNotSupported
    case .headTooLarge, .tooManyFields: .requestHeaderFieldsTooLarge
    case .unsupportedMethod, .unsupportedTransferEncoding: .notImplemented
    case .unsupportedExpectation: .expectationFailed
    default: .badRequest
    }
  }
}

extension RequestHeadError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .malformedRequestLine:
      "The request line is malformed; expected METHOD SP TARGET SP HTTP/1.1."
    case .malformedTarget:
      "The request target is malformed; expected a path or an absolute http URI in visible ASCII."
    case .targetTooLong(let limit):
      "The request target is longer than \(limit) bytes; shorten it."
    case .unsupportedVersion:
      "The protocol version is not supported; use HTTP/1.1 or HTTP/1.0."
    case .unsupportedMethod(let method):
      "The method \(method) is not supported."
    case .headTooLarge(let limit):
      "The request head is larger than \(limit) bytes; send fewer or shorter header fields."
    case .tooManyFields(let limit):
      "The request has more than \(limit) header fields; send fewer."
    case .bareLineFeed:
      "A line of the request head ends in a bare line feed; expected CR LF."
    case .malformedFieldLine:
      "A header field is malformed; expected NAME, a colon at once, and a value."
    case .foldedField:
      "A header field is folded over several lines; send it on one."
    case .invalidFieldValue(let name):
      "The value of the header field \(name) has control characters in it."
    case .missingHost:
      "The header field Host is missing; HTTP/1.1 demands exactly one."
    case .duplicateHost:
      "The header field Host is there more than once; expected exactly one."
    case .invalidHost:
      "The header field Host is malformed; expected a host and an optional port."
    case .hostDiffersFromTarget:
      "The header field Host and the authority in the request target differ."
    case .duplicateContentLength:
      "The header field Content-Length is there more than once; expected at most one."
    case .invalidContentLength:
      "The header field Content-Length is malformed; expected decimal digits."
    case .lengthAndTransferEncoding:
      "The request has both Content-Length and Transfer-Encoding; send one of them."
    case .transferEncodingInHTTP10:
      "The request has a Transfer-Encoding, which HTTP/1.0 does not know."
    case .unsupportedTransferEncoding:
      "The transfer coding is not supported; the only one is chunked."
    case .unsupportedExpectation:
      "The expectation cannot be met; the only one known is 100-continue."
    }
  }
}
