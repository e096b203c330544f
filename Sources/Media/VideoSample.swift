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
  /// most ``SampleConverter/longestColorSide`` pixels; nil unless it was asked for.
  public let color: ColorImage?
}
