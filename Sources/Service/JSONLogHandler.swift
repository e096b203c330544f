import FoundationEssentials
import Glibc
import Logging

/// Writes log messages as JSON lines to stderr, for machines to read.
public struct JSONLogHandler: LogHandler {
  private struct Line: Encodable {
    let time: String
    let level: String
    let message: String
    let metadata: [String: String]?
  }

  public var logLevel = Logger.Level.info
  public var metadata = Logger.Metadata()

  public init() {}

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    let own = event.metadata ?? [:]
    let all = metadata.merging(own) { _, new in new }.mapValues(\.description)
    let line = Line(
      time: Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)),
      level: event.level.rawValue, message: event.message.description,
      metadata: all.isEmpty ? nil : all)
    var bytes = JSONBody.bytes(line)
    bytes.append(UInt8(ascii: "\n"))
    // One call a line, so that lines of several threads do not mix.
    _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
