/// Bounds on what a video may demand (specs/service.md §3).
public struct MediaLimits: Sendable, Equatable, Codable {
  /// Pixels of one frame.
  public var maximumPixels: Int
  /// Length in seconds that a container may claim and that is decoded; nil for no limit.
  public var maximumDuration: Double?
  /// Streams in the container.
  public var maximumStreams: Int
  /// Frames handed out as samples.
  public var maximumSamples: Int

  public init(
    maximumPixels: Int = 4096 * 4096,
    maximumDuration: Double? = 30 * 60,
    maximumStreams: Int = 8,
    maximumSamples: Int = 10_800
  ) {
    self.maximumPixels = maximumPixels
    self.maximumDuration = maximumDuration
    self.maximumStreams = maximumStreams
    self.maximumSamples = maximumSamples
  }
}
