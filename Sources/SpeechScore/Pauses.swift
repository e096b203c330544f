/// The silences between the first and the last word.
public struct Pauses: Sendable, Equatable, Codable {
  /// A silence in seconds from the first sample.
  public struct Pause: Sendable, Equatable, Codable {
    public let start: Double
    public let end: Double
    public var duration: Double { end - start }
  }

  /// Silences of at least 0.25 s.
  public let all: [Pause]
  /// Share of the time from the first to the last word in which something is said.
  public let phonationRatio: Double
  /// Pauses of at least 2 s in a minute; as if there were half a minute where there is less.
  public let longPerMinute: Double

  public static let shortest = 0.25
  public static let long = 2.0

  /// Those of at least 2 s.
  public var long: [Pause] { all.filter { $0.duration >= Self.long } }

  /// The gaps between stretches of speech, which are in the order of their times.
  package init(_ segments: [SpeechSegment]) {
    let gaps = zip(segments, segments.dropFirst()).map { Pause(start: $0.end, end: $1.start) }
    all = gaps.filter { $0.duration >= Self.shortest }
    let span = max(1e-6, (segments.last?.end ?? 0) - (segments.first?.start ?? 0))
    phonationRatio = segments.speechSeconds / span
    longPerMinute = Double(gaps.count { $0.duration >= Self.long }) / max(0.5, span / 60)
  }
}
