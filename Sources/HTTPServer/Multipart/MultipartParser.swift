/// Reads a multipart/form-data body that comes in any division (RFC 7578, RFC 2046 section 5.1).
///
/// No I/O, no copy of part data, memory bounded by `maximumPartHeaderBytes`, time linear in the
/// bytes. A line that begins with `--` and the boundary is always a boundary line, as RFC 2046
/// has it; if it does not end as one it is refused, since others might read it as data.
public struct MultipartParser: Sendable {
  private enum State {
    case preamble
    case partData
    /// The delimiter is complete; `next` reports the end of the part before it.
    case delimiter(endsPart: Bool)
    case afterDelimiter
    case closingHyphen
    case padding
    case lineFeedAfterDelimiter
    case partHeaders
    case closed
    case paddingAfterClose
    case lineFeedAfterClose
    case epilogue
  }

  private let limits: MultipartLimits
  /// CR LF, two hyphens and the boundary. CR stands nowhere but at its start, so a match that
  /// fails can only begin anew at the byte it failed on: the search is linear.
  private let delimiter: [UInt8]
  private var state = State.preamble
  /// How many bytes of the delimiter the latest bytes match, across calls.
  private var matched: Int
  /// How many of the matched bytes were not read but are implied: at the start of the body and
  /// of part data a delimiter needs no line end before it.
  private var implied: Int
  private var headerBytes: [UInt8] = []
  private var parts = 0

  private static let lineEndLength = 2

  /// - Parameter boundary: as `boundary(fromContentType:)` gives it, without leading hyphens.
  /// - Throws: `invalidBoundary`.
  public init(
    boundary: String, limits: MultipartLimits = MultipartLimits()
  ) throws(MultipartError) {
    guard Self.isValidBoundary(boundary.utf8) else { throw .invalidBoundary }
    delimiter = Array("\r\n--\(boundary)".utf8)
    self.limits = limits
    matched = Self.lineEndLength
    implied = Self.lineEndLength
  }

  /// Takes all of `bytes` and reports what they are.
  ///
  /// - Throws: `MultipartError`, after which the parser is of no use, or what `onEvent` throws.
  public mutating func consume(
    _ bytes: ArraySlice<UInt8>, _ onEvent: (MultipartEvent) throws -> Void
  ) throws {
    var rest = bytes
    while let event = try next(&rest) { try onEvent(event) }
  }

  /// Says that the body is complete.
  ///
  /// - Throws: `unexpectedEnd` if the closing boundary has not been seen.
  public func finish() throws(MultipartError) {
    switch state {
    case .paddingAfterClose, .lineFeedAfterClose, .epilogue: return
    default: throw .unexpectedEnd
    }
  }

  /// Takes bytes off the front of `input` up to and including the next event.
  ///
  /// - Returns: the event, or nil if all of `input` was taken and more is needed.
  /// - Throws: `MultipartError`; the parser is of no use afterwards.
  public mutating func next(
    _ input: inout ArraySlice<UInt8>
  ) throws(MultipartError) -> MultipartEvent? {
    while true {
      switch state {
      case .preamble:
        guard findDelimiter(&input) != nil else {
          if case .preamble = state { return nil }
          continue
        }
      case .partData:
        if let data = findDelimiter(&input) { return .partData(data) }
        if case .partData = state { return nil }
      case .delimiter(let endsPart):
        state = .afterDelimiter
        if endsPart { return .partEnded }
      case .closed:
        state = .paddingAfterClose
        return .ended
      case .partHeaders:
        guard let part = try consumeHeaders(&input) else { return nil }
        return .partBegan(part)
      case .epilogue:
        input = input[input.endIndex...]
        return nil
      default:
        guard let byte = input.first else { return nil }
        input = input.dropFirst()
        try consumeBoundaryLine(byte)
      }
    }
  }

  /// Takes bytes up to the end of a delimiter.
  ///
  /// - Returns: bytes that stand before it or cannot belong to it, or nil if there are none; then
  ///   either the state has moved on or all of `input` was taken.
  private mutating func findDelimiter(
    _ input: inout ArraySlice<UInt8>
  ) -> ArraySlice<UInt8>? {
    if matched > 0 {
      let matchedBefore = matched
      extendMatch(input)
      if matched == delimiter.count || matchedBefore + input.count == matched {
        input = input[(input.startIndex + matched - matchedBefore)...]
        finishMatch()
        return nil
      }
      // The match fails: all of it but the implied line end was data after all.
      input = input[(input.startIndex + matched - matchedBefore)...]
      let data = delimiter[implied..<matched]
      matched = 0
      implied = 0
      if !data.isEmpty { return data }
    }
    var position = input.startIndex
    while let start = input.firstIndex(of: .carriageReturn, from: position) {
      extendMatch(input[start...])
      let end = start + matched
      if matched == delimiter.count || end == input.endIndex {
        let data = input[..<start]
        input = input[end...]
        finishMatch()
        return data.isEmpty ? nil : data
      }
      matched = 0
      position = end
    }
    let data = input
    input = input[input.endIndex...]
    return data.isEmpty ? nil : data
  }

  /// Counts how far the bytes at the front of `input` continue the match.
  private mutating func extendMatch(_ input: ArraySlice<UInt8>) {
    for byte in input.prefix(delimiter.count - matched) {
      if byte != delimiter[matched] { return }
      matched += 1
    }
  }

  private mutating func finishMatch() {
    guard matched == delimiter.count else { return }
    if case .partData = state {
      state = .delimiter(endsPart: true)
    } else {
      state = .delimiter(endsPart: false)
    }
    matched = 0
    implied = 0
  }

  /// What stands on a boundary line after the boundary (`transport-padding` of RFC 2046).
  private mutating func consumeBoundaryLine(_ byte: UInt8) throws(MultipartError) {
    switch (state, byte) {
    case (.afterDelimiter, .hyphen): state = .closingHyphen
    case (.closingHyphen, .hyphen): state = .closed
    case (.afterDelimiter, .space), (.afterDelimiter, .horizontalTab),
      (.padding, .space), (.padding, .horizontalTab):
      state = .padding
    case (.afterDelimiter, .carriageReturn), (.padding, .carriageReturn):
      state = .lineFeedAfterDelimiter
    case (.lineFeedAfterDelimiter, .lineFeed):
      parts += 1
      if parts > limits.maximumParts { throw .tooManyParts(limit: limits.maximumParts) }
      headerBytes.removeAll(keepingCapacity: true)
      state = .partHeaders
    case (.paddingAfterClose, .space), (.paddingAfterClose, .horizontalTab): break
    case (.paddingAfterClose, .carriageReturn): state = .lineFeedAfterClose
    case (.lineFeedAfterClose, .lineFeed): state = .epilogue
    default: throw .malformedBoundaryLine
    }
  }

  /// Takes the header fields of a part up to the empty line after them.
  private mutating func consumeHeaders(
    _ input: inout ArraySlice<UInt8>
  ) throws(MultipartError) -> MultipartPart? {
    while let lineFeed = input.firstIndex(of: .lineFeed, from: input.startIndex) {
      try takeHeaderBytes(input[...lineFeed])
      input = input[(lineFeed + 1)...]
      // Refused at once, since such lines might never come to an empty one.
      guard headerBytes.dropLast().last == .carriageReturn else { throw .malformedPartHeader }
      let isEmptyLine =
        headerBytes.count == Self.lineEndLength
        || headerBytes.suffix(2 * Self.lineEndLength).elementsEqual("\r\n\r\n".utf8)
      if isEmptyLine {
        let part = try MultipartPart(headerBytes: headerBytes[...], delimiter: delimiter)
        headerBytes = []
        state = .partData
        matched = Self.lineEndLength
        implied = Self.lineEndLength
        return part
      }
    }
    try takeHeaderBytes(input)
    input = input[input.endIndex...]
    return nil
  }

  private mutating func takeHeaderBytes(_ bytes: ArraySlice<UInt8>) throws(MultipartError) {
    guard headerBytes.count + bytes.count <= limits.maximumPartHeaderBytes else {
      throw .partHeadersTooLarge(limit: limits.maximumPartHeaderBytes)
    }
    headerBytes += bytes
  }
}
