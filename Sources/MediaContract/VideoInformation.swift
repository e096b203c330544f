/// What a container says of its video stream.
public struct VideoInformation: Sendable, Equatable, Codable {
  /// libavformat's name of the container, for instance `mov,mp4,m4a,3gp,3g2,mj2`.
  public let container: String
  /// The decoder's name, for instance `h264`.
  public let codec: String
  /// Width and height in pixels as they are shown, that is after rotation.
  public let width: Int
  public let height: Int
  /// Clockwise degrees by which decoded frames are turned: 0, 90, 180 or 270.
  public let rotation: Int
  /// Seconds, as the container claims; nil where it does not.
  public let claimedDuration: Double?
  /// Frames a second on average, as the container claims; nil where it does not.
  public let frameRate: Double?

  /// What a reader found.
  package init(
    container: String, codec: String, width: Int, height: Int, rotation: Int,
    claimedDuration: Double?, frameRate: Double?
  ) {
    self.container = container
    self.codec = codec
    self.width = width
    self.height = height
    self.rotation = rotation
    self.claimedDuration = claimedDuration
    self.frameRate = frameRate
  }
}
