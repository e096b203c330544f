import CFFmpeg
import MediaContract

/// A sampled frame as it was decoded. A ``SampleConverter`` makes a ``VideoSample`` of it, on
/// another thread where decoding is what the video waits for.
public final class SampledFrame: @unchecked Sendable {
  /// Number of the frame in the video, from 0, in presentation order.
  public let number: Int
  /// Presentation time in seconds from the start of the video stream.
  public let time: Double
  /// Refers to the decoder's picture instead of a copy; once handed out, nobody writes to that.
  private var picture: UnsafeMutablePointer<AVFrame>?

  /// - Throws: `MediaError.outOfMemory`.
  init(_ frame: UnsafePointer<AVFrame>, number: Int, time: Double) throws(MediaError) {
    guard let picture = av_frame_clone(frame) else { throw .outOfMemory }
    self.picture = picture
    self.number = number
    self.time = time
  }

  deinit { av_frame_free(&picture) }

  /// Lends the picture.
  func withPicture<Value>(
    _ body: (UnsafePointer<AVFrame>) throws(MediaError) -> Value
  ) throws(MediaError) -> Value {
    guard let picture else { throw .outOfMemory }
    return try body(picture)
  }
}
