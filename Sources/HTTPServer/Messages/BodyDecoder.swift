/// Why the framing of a body was refused. Where the next request begins is lost with it.
public enum BodyFramingError: Error, Sendable, Equatable {
  case malformedChunkSize
  case chunkSizeOverflow
  case chunkExtensionTooLong(limit: Int)
  case missingChunkEnd
  case malformedTrailer
  case trailerTooLarge(limit: Int)
}

extension BodyFramingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .malformedChunkSize:
      "A chunk size is malformed; expected hexadecimal digits and CR LF."
    case .chunkSizeOverflow:
      "A chunk size is larger than any body may be."
    case .chunkExtensionTooLong(let limit):
      "The chunk extensions are longer than \(limit) bytes together; send none."
    case .missingChunkEnd:
      "A chunk is longer than its size says; expected CR LF after its data."
    case .malformedTrailer:
      "The trailer section of the chunked body is malformed."
    case .trailerTooLarge(let limit):
      "The trailer section of the chunked body is larger than \(limit) bytes."
    }
  }
}

/// Takes the framing off a request body that comes in any division (RFC 9112 sections 6 and 7).
///
/// No I/O: bytes go in, slices of them come out, nothing is copied. Trailer fields are checked
/// and dropped.
public struct BodyDecoder: Sendable {
  /// What the next bytes of the input turned out to be.
  public enum Event: Sendable, Equatable {
    case data(ArraySlice<UInt8>)
    case end
  }

  private enum State {
    case data(remaining: Int)
    case chunkSize
    case whitespaceAfterSize
    case chunkExtension
    case lineFeedAfterSize
    case chunkData(remaining: Int)
    case carriageReturnAfterData
    case lineFeedAfterData
    case trailer
    case ended
  }

  /// Bytes of all chunk extensions of a body together.
  static let maximumExtensionBytes = 4 << 10
  /// Bytes of the trailer section.
  static let maximumTrailerBytes = 4 << 10
  /// Digits of a chunk size; as many as an `Int` holds without a sign.
  private static let maximumSizeDigits = 15

  private var state: State
  private var size = 0
  private var sizeDigits = 0
  private var extensionBytes = 0
  private var trailerBytes = 0
  private var trailerLine: [UInt8] = []

  public init(framing: BodyFraming) {
    switch framing {
    case .none, .length(0): state = .ended
    case .length(let count): state = .data(remaining: count)
    case .chunked: state = .chunkSize
    }
  }

  /// Whether the end of the body has been seen.
  public var isAtEnd: Bool {
    if case .ended = state { true } else { false }
  }

  /// How many bytes of data are known to come next, with no framing between them.
  public var expectedDataBytes: Int {
    switch state {
    case .data(let remaining), .chunkData(let remaining): remaining
    default: 0
    }
  }

  /// Accounts for data that was taken off the wire past the decoder, at most
  /// `expectedDataBytes`.
  public mutating func skipData(_ count: Int) {
    switch state {
    case .data(let remaining):
      state = count < remaining ? .data(remaining: remaining - count) : .ended
    case .chunkData(let remaining):
      state =
        count < remaining ? .chunkData(remaining: remaining - count) : .carriageReturnAfterData
    default: break
    }
  }

  /// Takes bytes off the front of `input` up to and including the next event.
  ///
  /// - Returns: at most `maximumCount` bytes of data, the end of the body (again and again once
  ///   it has been reached), or nil if all of `input` was taken and more is needed.
  /// - Throws: `BodyFramingError`; the decoder is of no use afterwards.
  public mutating func next(
    _ input: inout ArraySlice<UInt8>, maximumCount: Int = .max
  ) throws(BodyFramingError) -> Event? {
    while !isAtEnd {
      let expected = expectedDataBytes
      if expected > 0 {
        let data = input.prefix(min(expected, max(maximumCount, 0)))
        if data.isEmpty { return nil }
        input = input[data.endIndex...]
        skipData(data.count)
        return .data(data)
      }
      guard let byte = input.first else { return nil }
      input = input.dropFirst()
      try consumeFraming(byte)
    }
    return .end
  }

  private mutating func consumeFraming(_ byte: UInt8) throws(BodyFramingError) {
    switch state {
    case .chunkSize: try consumeSize(byte)
    case .whitespaceAfterSize:
      if byte == .semicolon {
        state = .chunkExtension
      } else if !byte.isWhitespace {
        throw .malformedChunkSize
      }
      try countExtensionByte()
    case .chunkExtension:
      if byte == .carriageReturn {
        state = .lineFeedAfterSize
      } else if !byte.isFieldValueCharacter {
        throw .malformedChunkSize
      }
      try countExtensionByte()
    case .lineFeedAfterSize:
      guard byte == .lineFeed else { throw .malformedChunkSize }
      state = size == 0 ? .trailer : .chunkData(remaining: size)
      size = 0
      sizeDigits = 0
    case .carriageReturnAfterData:
      guard byte == .carriageReturn else { throw .missingChunkEnd }
      state = .lineFeedAfterData
    case .lineFeedAfterData:
      guard byte == .lineFeed else { throw .missingChunkEnd }
      state = .chunkSize
    case .trailer: try consumeTrailer(byte)
    case .data, .chunkData, .ended: break
    }
  }

  private mutating func consumeSize(_ byte: UInt8) throws(BodyFramingError) {
    if let digit = byte.hexadecimalValue {
      sizeDigits += 1
      // Leading zeros count: a size has no use for more digits than the largest one.
      guard sizeDigits <= Self.maximumSizeDigits else { throw .chunkSizeOverflow }
      size = size << 4 | Int(digit)
      return
    }
    guard sizeDigits > 0 else { throw .malformedChunkSize }
    switch byte {
    case .carriageReturn: state = .lineFeedAfterSize
    case .semicolon: state = .chunkExtension
    case .space, .horizontalTab: state = .whitespaceAfterSize
    default: throw .malformedChunkSize
    }
  }

  private mutating func countExtensionByte() throws(BodyFramingError) {
    extensionBytes += 1
    if extensionBytes > Self.maximumExtensionBytes {
      throw .chunkExtensionTooLong(limit: Self.maximumExtensionBytes)
    }
  }

  private mutating func consumeTrailer(_ byte: UInt8) throws(BodyFramingError) {
    trailerBytes += 1
    guard trailerBytes <= Self.maximumTrailerBytes else {
      throw .trailerTooLarge(limit: Self.maximumTrailerBytes)
    }
    guard byte == .lineFeed else { return trailerLine.append(byte) }
    guard trailerLine.popLast() == .carriageReturn else { throw .malformedTrailer }
    if trailerLine.isEmpty {
      state = .ended
    } else {
      do {
        _ = try FieldLine(trailerLine[...])
      } catch {
        throw .malformedTrailer
      }
      trailerLine.removeAll(keepingCapacity: true)
    }
  }
}
