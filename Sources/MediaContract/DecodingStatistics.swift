/// What decoding has met so far.
public struct DecodingStatistics: Sendable, Equatable, Codable {
  /// Frames of the video so far, those included that were left undecoded because they are neither
  /// sampled nor needed by others.
  public package(set) var frames = 0
  public package(set) var samples = 0
  /// Packets that the decoder refused or that the container marks as corrupt.
  public package(set) var damagedPackets = 0
  /// Presentation time in seconds of the last decoded frame.
  public package(set) var lastTime = 0.0
  /// Reading stopped at an error, or well before the claimed end.
  public package(set) var isTruncated = false
  /// Reading stopped at a bound of `MediaLimits` and not at the end.
  public package(set) var stoppedAtLimit = false

  public init() {}
}
