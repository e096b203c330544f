import CFFmpeg
import Glibc
import MediaContract

/// Decodes the packets of one stream, pictures or sound (libavcodec), on the calling thread.
final class Decoder {
  enum Step {
    /// Valid until the next call.
    case frame(UnsafePointer<AVFrame>)
    case needsPacket
    /// The decoder gave out everything it had.
    case ended
    /// The decoder refused data; it can go on.
    case failed
  }

  let name: String
  let width: Int32
  let height: Int32
  private var context: UnsafeMutablePointer<AVCodecContext>?
  private var frame: UnsafeMutablePointer<AVFrame>?
  /// Errors without a frame in between: a decoder that only fails must come to an end.
  private var consecutiveFailures = 0
  /// Whether the decoder got no memory, which is not the video's fault.
  private(set) var isOutOfMemory = false
  private static let maximumConsecutiveFailures = 1000

  init(stream: UnsafeMutablePointer<AVStream>, limits: MediaLimits) throws(MediaError) {
    guard let parameters = stream.pointee.codecpar else { throw .noVideoStream }
    let identifier = parameters.pointee.codec_id
    let isSound = parameters.pointee.codec_type == AVMEDIA_TYPE_AUDIO
    let permitted = isSound ? FFmpegLibrary.audioDecoders : FFmpegLibrary.decoders
    guard let codec = Self.decoder(for: identifier, among: permitted) else {
      throw .unsupportedCodec(name: String(cString: avcodec_get_name(identifier)))
    }
    name = String(cString: codec.pointee.name)
    let pixels = Int(parameters.pointee.width) * Int(parameters.pointee.height)
    guard pixels <= limits.maximumPixels else {
      throw .limitExceeded(
        what: "frame size",
        found: "\(parameters.pointee.width)×\(parameters.pointee.height) pixels",
        limit: "\(limits.maximumPixels) pixels")
    }
    guard let context = avcodec_alloc_context3(codec) else {
      throw .outOfMemory
    }
    var owned: UnsafeMutablePointer<AVCodecContext>? = context
    var result = avcodec_parameters_to_context(context, parameters)
    if result >= 0 {
      context.pointee.thread_count = 1
      context.pointee.max_pixels = Int64(limits.maximumPixels)
      context.pointee.pkt_timebase = stream.pointee.time_base
      result = avcodec_open2(context, codec, nil)
    }
    guard result >= 0 else {
      avcodec_free_context(&owned)
      throw FFmpegLibrary.error(for: result)
    }
    guard let frame = av_frame_alloc() else {
      avcodec_free_context(&owned)
      throw .outOfMemory
    }
    self.context = context
    self.frame = frame
    width = context.pointee.width
    height = context.pointee.height
  }

  deinit {
    av_frame_free(&frame)
    avcodec_free_context(&context)
  }

  /// Hands a packet to the decoder; false when it refused the data.
  ///
  /// - Parameter isDispensable: the frame is not wanted for itself; it is left out unless others
  ///   are predicted from it.
  func send(_ packet: UnsafePointer<AVPacket>, isDispensable: Bool) -> Bool {
    context?.pointee.skip_frame = isDispensable ? AVDISCARD_NONREF : AVDISCARD_DEFAULT
    let result = avcodec_send_packet(context, packet)
    if result == cffmpeg_error(ENOMEM), FFmpegLibrary.isMemoryShort { isOutOfMemory = true }
    return result >= 0 || result == cffmpeg_error(EAGAIN)
  }

  /// Tells the decoder that no more packets come.
  func sendEnd() {
    _ = avcodec_send_packet(context, nil)
  }

  /// The next decoded frame, if there is one.
  func receive() -> Step {
    guard let frame else { return .ended }
    let result = avcodec_receive_frame(context, frame)
    if result >= 0 {
      consecutiveFailures = 0
      return .frame(UnsafePointer(frame))
    }
    if result == cffmpeg_error(EAGAIN) { return .needsPacket }
    if result == cffmpeg_error_end_of_file { return .ended }
    if result == cffmpeg_error(ENOMEM), FFmpegLibrary.isMemoryShort { isOutOfMemory = true }
    consecutiveFailures += 1
    return consecutiveFailures > Self.maximumConsecutiveFailures ? .ended : .failed
  }

  /// The first permitted decoder for a codec, in the order of the list of permitted ones.
  private static func decoder(
    for identifier: AVCodecID, among permitted: [String]
  ) -> UnsafePointer<AVCodec>? {
    for name in permitted {
      if let codec = avcodec_find_decoder_by_name(name), codec.pointee.id == identifier {
        return codec
      }
    }
    return nil
  }
}
