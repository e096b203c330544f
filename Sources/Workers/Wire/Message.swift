/// What travels between a worker and its parent: a kind and a bounded payload.
package struct Message: Equatable {
  package enum Kind: UInt8, CaseIterable {
    // To the worker.
    /// `WorkerSetup` as JSON, once.
    case setup = 1
    /// `AnalysisOptions` as JSON, with the video's descriptor.
    case request = 2
    /// Ends the analysis; empty.
    case cancel = 3
    // From the worker.
    /// `WorkerReady` as JSON, once.
    case ready = 16
    /// Why it cannot work, as text.
    case refused = 17
    /// The stage and the share done in thousandths: three bytes.
    case progress = 18
    /// `VideoEvidence` as JSON.
    case result = 19
    /// `AnalysisError` as JSON.
    case failure = 20
  }

  package var kind: Kind
  package var payload: [UInt8]

  package init(_ kind: Kind, _ payload: [UInt8] = []) {
    self.kind = kind
    self.payload = payload
  }

  /// Length of the payload as four bytes, little-endian, and the kind.
  package static let headerSize = 5

  /// The message as it travels.
  package var bytes: [UInt8] {
    let length = UInt32(clamping: payload.count)
    return (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + [kind.rawValue] + payload
  }
}

/// Cuts a stream of bytes into messages. Holds no more than one message, whose length it has
/// checked first.
package struct MessageParser {
  /// The largest payload of each kind that is awaited; others are refused.
  package let limits: [Message.Kind: Int]
  private var bytes: [UInt8] = []
  private var start = 0

  package init(limits: [Message.Kind: Int]) { self.limits = limits }

  /// Whether nothing is left over.
  package var isEmpty: Bool { start == bytes.count }

  package mutating func append(_ new: some Sequence<UInt8>) {
    bytes.removeFirst(start)
    start = 0
    bytes += new
  }

  /// The next message, or nil until more bytes come.
  ///
  /// - Throws: `WireError` for a kind that is not awaited and for a payload that is too long.
  package mutating func next() throws(WireError) -> Message? {
    guard bytes.count - start >= Message.headerSize else { return nil }
    let header = bytes[start..<start + Message.headerSize]
    let length = header.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    let code = header[start + 4]
    guard let kind = Message.Kind(rawValue: code), let limit = limits[kind] else {
      throw WireError(found: "a message of kind \(code)", expected: "one of \(expected)")
    }
    guard length <= limit else {
      throw WireError(found: "a \(kind) of \(length) bytes", expected: "at most \(limit)")
    }
    let end = start + Message.headerSize + length
    guard bytes.count >= end else { return nil }
    defer { start = end }
    return Message(kind, Array(bytes[start + Message.headerSize..<end]))
  }

  private var expected: String {
    limits.keys.map(\.rawValue).sorted().map(String.init).joined(separator: ", ")
  }
}

/// What a peer said that was not agreed on.
package struct WireError: Error, Equatable, CustomStringConvertible {
  package let found: String
  package let expected: String

  package var description: String { "found \(found), expected \(expected)" }
}
