import FoundationEssentials
import Logging

/// Makes log messages lines of JSON, for machines to read.
public struct JSONLogHandler: LogHandler {
  private struct Line: Encodable {
    let time: String
    let level: String
    let message: String
    let metadata: [String: String]?
  }

  public var logLevel = Logger.Level.info
  public var metadata = Logger.Metadata()

  private let lines: LineWriter

  /// - Parameter lines: as `writer(to:)` makes it.
  public init(to lines: LineWriter) { self.lines = lines }

  /// What writes the lines, and says so in one where it had to drop some.
  ///
  /// - Parameter descriptor: stays the caller's.
  public static func writer(to descriptor: Int32) -> LineWriter {
    LineWriter(to: descriptor) { count in
      line(.warning, "log lines were dropped", ["count": "\(count)"])
    }
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    let own = event.metadata ?? [:]
    lines.put(
      Self.line(
        event.level, event.message.description, metadata.merging(own) { _, new in new }))
  }

  private static func line(
    _ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata
  ) -> [UInt8] {
    let line = Line(
      time: Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)),
      level: level.rawValue, message: message,
      metadata: metadata.isEmpty ? nil : metadata.mapValues(\.description))
    return JSONBody.bytes(line) + [UInt8(ascii: "\n")]
  }
}
