import Imaging

/// One sampled frame, upright, gray and, where it was asked for, in colour.
public struct VideoSample: Sendable {
  /// Number of the frame in the video, from 0, in presentation order.
  public let frame: Int
  /// Presentation time in seconds from the start of the video stream.
  public let time: Double
  /// OpenCV's gray of the frame, after the container's rotation was applied.
  public let image: GrayImage
  /// The same picture in colour, its sides divided by a whole number so that the longer one is at
  /// most ``VideoReader/longestColorSide`` pixels; nil unless the reader was asked for it.
  public let color: ColorImage?
}

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
}

/// What decoding has met so far.
public struct DecodingStatistics: Sendable, Equatable, Codable {
  /// Frames of the video so far, those included that were left undecoded because they are neither
  /// sampled nor needed by others.
  public internal(set) var frames = 0
  public internal(set) var samples = 0
  /// Packets that the decoder refused or that the container marks as corrupt.
  public internal(set) var damagedPackets = 0
  /// Presentation time in seconds of the last decoded frame.
  public internal(set) var lastTime = 0.0
  /// Reading stopped at an error, or well before the claimed end.
  public internal(set) var isTruncated = false
  /// Reading stopped at a bound of `MediaLimits` and not at the end.
  public internal(set) var stoppedAtLimit = false

  public init() {}
}
