import HTTPTypes

/// The first line of a request: method, target and version (RFC 9112 section 3).
struct RequestLine: Sendable, Equatable {
  var method: HTTPRequest.Method
  /// The path and query, `*`, or what stands after the authority of an absolute target.
  var path: String
  /// The authority of a target in absolute form.
  var authority: String?
  var version: HTTPVersion

  /// Reads a line without its line end.
  init(_ line: ArraySlice<UInt8>, maximumTargetBytes: Int) throws(RequestHeadError) {
    guard let methodEnd = line.firstIndex(of: .space),
      let targetEnd = line.lastIndex(of: .space), targetEnd > methodEnd,
      methodEnd > line.startIndex, line[..<methodEnd].allSatisfy(\.isTokenCharacter),
      let method = HTTPRequest.Method(String(decoding: line[..<methodEnd], as: UTF8.self))
    else { throw .malformedRequestLine }
    version = try Self.version(line[(targetEnd + 1)...])
    let target = line[(methodEnd + 1)..<targetEnd]
    if target.count > maximumTargetBytes { throw .targetTooLong(limit: maximumTargetBytes) }
    // A fragment never travels in a target (RFC 9110 section 4.2.5).
    guard !target.isEmpty, target.allSatisfy({ $0.isVisible && $0 != UInt8(ascii: "#") }) else {
      throw .malformedTarget
    }
    // CONNECT asks for a tunnel, and its target names no resource of this server.
    if method == .connect { throw .unsupportedMethod(method.rawValue) }
    self.method = method
    (authority, path) = try Self.split(target, method: method)
  }

  private static func version(_ text: ArraySlice<UInt8>) throws(RequestHeadError) -> HTTPVersion {
    if text.elementsEqual("HTTP/1.1".utf8) { return .http11 }
    if text.elementsEqual("HTTP/1.0".utf8) { return .http10 }
    let bytes = Array(text)
    guard bytes.count == 8, bytes.starts(with: "HTTP/".utf8), bytes[5].isDigit,
      bytes[6] == UInt8(ascii: "."), bytes[7].isDigit
    else { throw .malformedRequestLine }
    throw .unsupportedVersion
  }

  /// Origin form, absolute form with the scheme http or https, or `*` of OPTIONS.
  private static func split(
    _ target: ArraySlice<UInt8>, method: HTTPRequest.Method
  ) throws(RequestHeadError) -> (authority: String?, path: String) {
    if target.first == .slash { return (nil, String(decoding: target, as: UTF8.self)) }
    if target.elementsEqual("*".utf8), method == .options { return (nil, "*") }
    let schemeLength =
      target.prefix(7).spells("http://") ? 7 : target.prefix(8).spells("https://") ? 8 : 0
    guard schemeLength > 0 else { throw .malformedTarget }
    let rest = target.dropFirst(schemeLength)
    let end =
      rest.firstIndex { $0 == .slash || $0 == UInt8(ascii: "?") } ?? rest.endIndex
    let authority = rest[..<end]
    guard !authority.isEmpty, authority.allSatisfy(\.isHostCharacter) else {
      throw .malformedTarget
    }
    var path = String(decoding: rest[end...], as: UTF8.self)
    if path.first != "/" { path = "/" + path }
    return (String(decoding: authority, as: UTF8.self), path)
  }
}
