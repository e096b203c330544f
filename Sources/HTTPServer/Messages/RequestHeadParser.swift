import HTTPTypes

/// Reads one request head out of bytes that come in any division (RFC 9112 sections 2 to 5).
///
/// No I/O: bytes go in, a head or an error comes out. Strict: whatever two parsers could
/// understand differently is refused. Each byte is looked at a constant number of times, and no
/// more than `limits.maximumBytes` are kept. After a head or an error the parser is spent; the
/// next request takes a new one.
public struct RequestHeadParser: Sendable {
  private let limits: RequestHeadLimits
  private var line: [UInt8] = []
  private var received = 0
  private var skippedEmptyLine = false
  private var requestLine: RequestLine?
  private var hosts: [String] = []
  private var fields = HTTPFields()
  private var fieldCount = 0

  /// Bytes that method, version and their separators may add to the target.
  private static let requestLineAllowance = 64

  public init(limits: RequestHeadLimits = RequestHeadLimits()) {
    self.limits = limits
  }

  /// Whether a part of a request has come (an empty line before it is none).
  public var hasBegun: Bool { requestLine != nil || !line.isEmpty }

  /// Takes bytes off the front of `input` up to the end of the head.
  ///
  /// - Returns: the head, with `input` at the first byte after it, or nil if all of `input` was
  ///   taken and the head is not complete.
  /// - Throws: `RequestHeadError` as soon as a line shows that the head must be refused.
  public mutating func consume(
    _ input: inout ArraySlice<UInt8>
  ) throws(RequestHeadError) -> RequestHead? {
    while let lineFeed = input.firstIndex(of: .lineFeed, from: input.startIndex) {
      // The line feed is counted before the bytes in front of it are taken.
      received += 1
      try take(input[..<lineFeed])
      input = input[(lineFeed + 1)...]
      guard line.last == .carriageReturn else { throw .bareLineFeed }
      line.removeLast()
      if let head = try finishLine() { return head }
      line.removeAll(keepingCapacity: true)
    }
    try take(input)
    input = input[input.endIndex...]
    return nil
  }

  private mutating func take(_ bytes: ArraySlice<UInt8>) throws(RequestHeadError) {
    guard let first = bytes.first else { return }
    if requestLine == nil {
      // What cannot be a request (a TLS handshake, say) is refused at its first byte.
      if line.isEmpty, !first.isTokenCharacter, first != .carriageReturn {
        throw .malformedRequestLine
      }
      if line.count + bytes.count > limits.maximumTargetBytes + Self.requestLineAllowance {
        let start = line.isEmpty ? bytes : line[...]
        guard start.prefix(Self.requestLineAllowance).contains(.space) else {
          throw .malformedRequestLine
        }
        throw .targetTooLong(limit: limits.maximumTargetBytes)
      }
    }
    received += bytes.count
    if received > limits.maximumBytes { throw .headTooLarge(limit: limits.maximumBytes) }
    line += bytes
  }

  private mutating func finishLine() throws(RequestHeadError) -> RequestHead? {
    guard let requestLine else {
      if line.isEmpty, !skippedEmptyLine {
        skippedEmptyLine = true
      } else {
        self.requestLine = try RequestLine(
          line[...], maximumTargetBytes: limits.maximumTargetBytes)
      }
      return nil
    }
    if line.isEmpty {
      return try RequestHead(requestLine: requestLine, hosts: hosts, fields: fields)
    }
    try takeField()
    return nil
  }

  private mutating func takeField() throws(RequestHeadError) {
    fieldCount += 1
    if fieldCount > limits.maximumFields { throw .tooManyFields(limit: limits.maximumFields) }
    let field: FieldLine
    do {
      field = try FieldLine(line[...])
    } catch {
      throw RequestHeadError(error)
    }
    // The Host field is what HTTPTypes calls the authority, and keeps out of the fields.
    if field.name.utf8.spells("host") {
      hosts.append(String(decoding: field.value, as: UTF8.self))
      return
    }
    guard let name = HTTPField.Name(field.name) else { throw .malformedFieldLine }
    fields.append(HTTPField(name: name, value: field.value))
  }
}

extension RequestHeadError {
  private static let maximumQuotedLength = 64

  fileprivate init(_ failure: FieldLine.Failure) {
    switch failure {
    case .folded: self = .foldedField
    case .malformed: self = .malformedFieldLine
    case .invalidValue(let name):
      self = .invalidFieldValue(name: String(name.prefix(Self.maximumQuotedLength)))
    }
  }
}
