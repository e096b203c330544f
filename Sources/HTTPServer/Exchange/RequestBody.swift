/// The body of a request, pulled by the handler as it needs it. It comes from the socket at the
/// pace of the reads, so a client is slowed down and not buffered.
public struct RequestBody: ~Copyable {
  private let framing: BodyFraming
  private let source: any RequestBodySource

  init(framing: BodyFraming, source: any RequestBodySource) {
    self.framing = framing
    self.source = source
  }

  /// Whether the request says that a body follows, be it of length 0. Without one a POST can be
  /// answered 411.
  public var isPresent: Bool { framing != .none }

  /// The value of Content-Length; nil for a chunked body or none.
  public var declaredLength: Int? {
    if case .length(let count) = framing { count } else { nil }
  }

  /// Reads some bytes. The first read sends `100 Continue` if the client waits for it; a body
  /// whose declared length is over the limit fails before that.
  ///
  /// - Parameter buffer: filled from its start, not necessarily to its end.
  /// - Returns: the number of bytes, at least 1; 0 at the end of the body or for an empty buffer.
  /// - Throws: `RequestBodyError`.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(RequestBodyError) -> Int {
    try source.read(into: buffer)
  }

  /// Reads some bytes into the front of an array, whose count stays.
  ///
  /// - Returns: the number of bytes, at least 1; 0 at the end of the body or for an empty array.
  /// - Throws: `RequestBodyError`.
  public func read(into buffer: inout [UInt8]) throws(RequestBodyError) -> Int {
    let result = buffer.withUnsafeMutableBytes { bytes in
      Result { () throws(RequestBodyError) -> Int in try source.read(into: bytes) }
    }
    return try result.get()
  }

  /// Reads the rest of a small body.
  ///
  /// - Throws: `RequestBodyError`, `tooLarge` if there are more than `limit` bytes.
  public func readAll(limit: Int) throws(RequestBodyError) -> [UInt8] {
    if let declaredLength, declaredLength > limit { throw .tooLarge(limit: limit) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let count = try read(into: &buffer)
      if count == 0 { return bytes }
      if count > limit - bytes.count { throw .tooLarge(limit: limit) }
      bytes += buffer[..<count]
    }
  }
}

/// Where the bytes of a request body come from: a connection, or an array under test.
protocol RequestBodySource: AnyObject {
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(RequestBodyError) -> Int
  var clientHasLeft: Bool { get }
}

/// A body that is already there.
final class InMemoryBody: RequestBodySource {
  private var rest: ArraySlice<UInt8>
  private let chunkSize: Int
  private let failure: RequestBodyError?
  let clientHasLeft: Bool

  init(bytes: [UInt8], chunkSize: Int, failure: RequestBodyError?, clientHasLeft: Bool) {
    rest = bytes[...]
    self.chunkSize = max(chunkSize, 1)
    self.failure = failure
    self.clientHasLeft = clientHasLeft
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(RequestBodyError) -> Int {
    if rest.isEmpty, let failure { throw failure }
    let piece = rest.prefix(min(chunkSize, buffer.count))
    buffer.copyBytes(from: piece)
    rest = rest[piece.endIndex...]
    return piece.count
  }
}
