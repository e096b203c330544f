/// A stretch of speech, in seconds from the first sample.
public struct SpeechSegment: Sendable, Equatable, Codable {
  public let start: Double
  public package(set) var end: Double
  public var duration: Double { end - start }

  /// A stretch between two times.
  package init(start: Double, end: Double) {
    self.start = start
    self.end = end
  }
}

extension Array where Element == SpeechSegment {
  /// Seconds of speech.
  package var speechSeconds: Double { reduce(0) { $0 + $1.duration } }
}
