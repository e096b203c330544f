import Imaging
import MediaContract

/// Turns sampled frames of one video into upright pictures. Holds scratch memory; one converter, one
/// thread.
public final class SampleConverter {
  /// Pixels of the longer side of a sample's colour image, at most.
  public static let longestColorSide = 1280

  private let converter = FrameConverter()
  private let rotation: Int
  private let carriesColor: Bool

  /// - Parameter carriesColor: whether samples carry their colour image.
  public init(_ information: VideoInformation, carriesColor: Bool) {
    rotation = information.rotation
    self.carriesColor = carriesColor
  }

  /// The frame as OpenCV's gray and, where it is asked for, in colour.
  ///
  /// - Throws: `MediaError.damagedContainer` when the pixel format cannot be converted.
  public func sample(of frame: SampledFrame) throws(MediaError) -> VideoSample {
    let picture = try frame.withPicture { pixels throws(MediaError) in
      try converter.convert(pixels, colorWithin: carriesColor ? Self.longestColorSide : nil)
    }
    return VideoSample(
      frame: frame.number, time: frame.time,
      image: picture.gray.rotated(clockwiseDegrees: rotation),
      color: picture.color?.rotated(clockwiseDegrees: rotation))
  }
}
