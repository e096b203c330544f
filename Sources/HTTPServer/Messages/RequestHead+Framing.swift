import HTTPTypes

extension RequestHead {
  /// Checks the fields that decide where the request ends and to whom it goes.
  init(
    requestLine: RequestLine, hosts: [String], fields: HTTPFields
  ) throws(RequestHeadError) {
    version = requestLine.version
    let authority = try Self.authority(of: requestLine, hosts: hosts)
    framing = try Self.framing(of: fields, version: version)
    persists = Self.persists(fields[values: .connection], version: version)
    expectsContinue = try Self.expectsContinue(fields[values: .expect], version: version)
    request = HTTPRequest(
      method: requestLine.method, scheme: "http", authority: authority, path: requestLine.path,
      headerFields: fields)
  }

  /// RFC 9112 section 3.2: exactly one Host in HTTP/1.1. An absolute target outranks it; since
  /// the two must agree, a difference is refused.
  private static func authority(
    of requestLine: RequestLine, hosts: [String]
  ) throws(RequestHeadError) -> String? {
    if hosts.count > 1 { throw .duplicateHost }
    guard let host = hosts.first else {
      if requestLine.version == .http11 { throw .missingHost }
      return requestLine.authority
    }
    guard host.utf8.allSatisfy(\.isHostCharacter) else { throw .invalidHost }
    guard let authority = requestLine.authority else { return host }
    guard host.utf8.lowercasedASCII == authority.utf8.lowercasedASCII else {
      throw .hostDiffersFromTarget
    }
    return authority
  }

  /// RFC 9112 section 6.3, with every doubtful case refused.
  private static func framing(
    of fields: HTTPFields, version: HTTPVersion
  ) throws(RequestHeadError) -> BodyFraming {
    let codings = fields[values: .transferEncoding]
    let lengths = fields[values: .contentLength]
    if let coding = codings.first {
      if !lengths.isEmpty { throw .lengthAndTransferEncoding }
      if version == .http10 { throw .transferEncodingInHTTP10 }
      guard codings.count == 1, coding.utf8.spells("chunked") else {
        throw .unsupportedTransferEncoding
      }
      return .chunked
    }
    guard let length = lengths.first else { return .none }
    if lengths.count > 1 { throw .duplicateContentLength }
    guard !length.isEmpty, length.utf8.allSatisfy(\.isDigit) else { throw .invalidContentLength }
    // A number that no integer holds is still a valid length: the body limit answers it.
    return .length(Int(length) ?? .max)
  }

  private static func persists(_ connection: [String], version: HTTPVersion) -> Bool {
    let options = connection.flatMap { $0.utf8.split(separator: UInt8(ascii: ",")) }
      .map { ArraySlice($0).trimmed }
    if options.contains(where: { $0.spells("close") }) { return false }
    return version == .http11 || options.contains { $0.spells("keep-alive") }
  }

  /// RFC 9110 section 10.1.1: an HTTP/1.0 client cannot mean 100-continue.
  private static func expectsContinue(
    _ expectations: [String], version: HTTPVersion
  ) throws(RequestHeadError) -> Bool {
    guard let expectation = expectations.first else { return false }
    guard expectations.count == 1, expectation.utf8.spells("100-continue") else {
      throw .unsupportedExpectation
    }
    return version == .http11
  }
}
