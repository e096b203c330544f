import CFFmpeg
import MediaContract

/// Reads the packets of one stream of a file, its video or its audio (libavformat).
final class Demuxer {
  enum Step {
    /// Valid until the next call; to be unreferenced by the caller.
    case packet(UnsafeMutablePointer<AVPacket>)
    case ended
    /// Reading failed before the end.
    case failed
  }

  /// Which stream is read.
  enum Medium {
    case video, audio
  }

  let containerName: String
  /// Seconds by which the stream starts after the video stream; 0 for the video stream itself and
  /// where the container does not say.
  let startOffset: Double
  let stream: UnsafeMutablePointer<AVStream>
  private let input: DescriptorStream
  private let descriptor: OwnedDescriptor
  private(set) var context: UnsafeMutablePointer<AVFormatContext>?
  private var packet: UnsafeMutablePointer<AVPacket>?

  private static let probeBytes: Int64 = 5_000_000
  private static let analyzeMicroseconds: Int64 = 5_000_000

  /// Opens the file; nil where it has no stream of that medium.
  ///
  /// - Parameters:
  ///   - probes: whether frames are read and decoded for what the header does not tell.
  ///   - isCancelled: asked at every read; true ends the opening with `MediaError.cancelled`, and
  ///     later reads fail.
  init?(
    descriptor borrowed: Int32, medium: Medium = .video, limits: MediaLimits, probes: Bool = true,
    isCancelled: @escaping () -> Bool = { false }
  ) throws(MediaError) {
    descriptor = try OwnedDescriptor(duplicating: borrowed)
    let input = try DescriptorStream(descriptor: descriptor.number, isCancelled: isCancelled)
    self.input = input
    let format = try Self.probe(input)
    containerName = String(cString: format.pointee.name)

    guard let allocated = avformat_alloc_context() else {
      throw .outOfMemory
    }
    allocated.pointee.pb = input.context
    allocated.pointee.max_streams = Int32(limits.maximumStreams)
    allocated.pointee.probesize = Self.probeBytes
    allocated.pointee.max_analyze_duration = Self.analyzeMicroseconds
    var opening: UnsafeMutablePointer<AVFormatContext>? = allocated
    var options = OptionDictionary([
      "format_whitelist": FFmpegLibrary.containers.joined(separator: ","),
      "codec_whitelist": Self.permittedDecoders(for: medium).joined(separator: ","),
      // An empty list: no file, no socket, nothing but the stream that was given.
      "protocol_whitelist": "",
    ])
    // On failure libavformat frees the context and sets it to nil.
    let opened = options.withPointer { avformat_open_input(&opening, nil, format, $0) }
    guard opened == 0, let opening else {
      if input.wasCancelled { throw .cancelled }
      throw FFmpegLibrary.error(for: opened)
    }
    var owned: UnsafeMutablePointer<AVFormatContext>? = opening
    let found = probes ? avformat_find_stream_info(opening, nil) : 0
    guard found >= 0, !input.wasCancelled else {
      avformat_close_input(&owned)
      if input.wasCancelled { throw .cancelled }
      throw FFmpegLibrary.error(for: found)
    }
    let video = Self.videoStream(of: opening)
    guard let stream = medium == .video ? video : Self.audioStream(of: opening) else {
      avformat_close_input(&owned)
      return nil
    }
    guard let packet = av_packet_alloc() else {
      avformat_close_input(&owned)
      throw .outOfMemory
    }
    // Packets of other streams are passed over by the demuxer instead of being read.
    for index in 0..<Int(opening.pointee.nb_streams) where opening.pointee.streams[index] != stream
    {
      opening.pointee.streams[index]?.pointee.discard = AVDISCARD_ALL
    }
    startOffset = Self.startTime(of: stream) - (video.map(Self.startTime) ?? 0)
    context = opening
    self.stream = stream
    self.packet = packet
  }

  deinit {
    av_packet_free(&packet)
    avformat_close_input(&context)
  }

  /// The next packet of the stream.
  func next() -> Step {
    guard let context, let packet else { return .ended }
    while true {
      let result = av_read_frame(context, packet)
      if result == cffmpeg_error_end_of_file { return .ended }
      if result < 0 { return .failed }
      if packet.pointee.stream_index == stream.pointee.index { return .packet(packet) }
      av_packet_unref(packet)
    }
  }

  /// Seconds from the stream's start, or nil where the stream's time base is invalid.
  func seconds(fromTimestamp timestamp: Int64) -> Double? {
    let base = stream.pointee.time_base
    guard base.num > 0, base.den > 0 else { return nil }
    let start = stream.pointee.start_time
    let origin = start == cffmpeg_no_timestamp ? 0 : start
    return (Double(timestamp) - Double(origin)) * av_q2d(base)
  }

  /// Length of the video stream in seconds where the container states it.
  var claimedVideoDuration: Double? {
    let duration = stream.pointee.duration
    guard duration != cffmpeg_no_timestamp, duration > 0 else { return nil }
    let base = stream.pointee.time_base
    guard base.num > 0, base.den > 0 else { return nil }
    return Double(duration) * av_q2d(base)
  }

  /// Length in seconds of the video stream or, failing that, of the whole file.
  var claimedDuration: Double? {
    if let claimedVideoDuration { return claimedVideoDuration }
    guard let duration = context?.pointee.duration, duration != cffmpeg_no_timestamp, duration > 0
    else { return nil }
    return Double(duration) / Double(AV_TIME_BASE)
  }

  /// Frames a second on average, or nil where the container does not state it.
  var frameRate: Double? {
    let rate = stream.pointee.avg_frame_rate
    guard rate.num > 0, rate.den > 0 else { return nil }
    return av_q2d(rate)
  }

  private static func probe(
    _ input: DescriptorStream
  ) throws(MediaError) -> UnsafePointer<AVInputFormat> {
    var format: UnsafePointer<AVInputFormat>?
    let score = av_probe_input_buffer2(input.context, &format, "", nil, 0, UInt32(probeBytes))
    if input.wasCancelled { throw .cancelled }
    guard score >= 0, let format else { throw .unsupportedContainer(found: nil) }
    let name = String(cString: format.pointee.name)
    let isAccepted = name.split(separator: ",").contains { part in
      FFmpegLibrary.containers.contains(String(part))
    }
    guard isAccepted else {
      throw .unsupportedContainer(
        found: format.pointee.long_name.map { String(cString: $0) } ?? name)
    }
    return format
  }

  /// Telling the length and form of a stream of sound needs the pictures' decoders as well: what
  /// libavformat knows nothing of, it reads on for.
  private static func permittedDecoders(for medium: Medium) -> [String] {
    switch medium {
    case .video: FFmpegLibrary.decoders
    case .audio: FFmpegLibrary.decoders + FFmpegLibrary.audioDecoders
    }
  }

  private static func startTime(of stream: UnsafeMutablePointer<AVStream>) -> Double {
    let base = stream.pointee.time_base
    let start = stream.pointee.start_time
    guard start != cffmpeg_no_timestamp, base.num > 0, base.den > 0 else { return 0 }
    return Double(start) * av_q2d(base)
  }

  /// The audio stream that libavformat prefers: the default one, then the most complete.
  private static func audioStream(
    of context: UnsafeMutablePointer<AVFormatContext>
  ) -> UnsafeMutablePointer<AVStream>? {
    let index = av_find_best_stream(context, AVMEDIA_TYPE_AUDIO, -1, -1, nil, 0)
    guard index >= 0 else { return nil }
    return context.pointee.streams[Int(index)]
  }

  /// The first video stream that is not a cover picture, preferring the one with most pixels.
  private static func videoStream(
    of context: UnsafeMutablePointer<AVFormatContext>
  ) -> UnsafeMutablePointer<AVStream>? {
    var best: UnsafeMutablePointer<AVStream>?
    var bestPixels = -1
    for index in 0..<Int(context.pointee.nb_streams) {
      guard let stream = context.pointee.streams[index],
        let parameters = stream.pointee.codecpar,
        parameters.pointee.codec_type == AVMEDIA_TYPE_VIDEO,
        stream.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC == 0
      else { continue }
      let pixels = Int(parameters.pointee.width) * Int(parameters.pointee.height)
      if pixels > bestPixels { (best, bestPixels) = (stream, pixels) }
    }
    return best
  }
}
