import CFFmpeg
import Glibc
import Imaging
import MediaContract

/// Decodes the video stream of a file and hands out sampled frames with their presentation times,
/// as they were decoded or upright, gray and on demand in colour.
///
/// Frames are decoded one after another over the whole video; memory does not grow with its
/// length. Damaged packets are counted and passed over. Not thread-safe: one reader, one thread.
public final class VideoReader {
  public let information: VideoInformation
  /// What decoding has met so far; complete when `nextSample` has returned nil.
  public private(set) var statistics = DecodingStatistics()

  private let demuxer: Demuxer
  private let decoder: Decoder
  private let converter: SampleConverter
  private let limits: MediaLimits
  private let segment: VideoSegment
  private let isCancelled: () -> Bool
  private var clock: SampleClock
  /// Nil where frames are sampled by number, or the container has no timestamps.
  private var forecast: SampleForecast? = SampleForecast()
  /// Whether frames that are not sampled and that no other frame needs are left undecoded.
  var leavesOutUnsampled = true
  private var framesDecoded = 0
  private var isFinished = false

  /// Opens a video file by its path.
  ///
  /// - Parameter carriesColor: whether what `nextSample` gives carries its colour image.
  /// - Throws: `MediaError` when it is not a video, is damaged beyond use, or exceeds a limit.
  public convenience init(
    path: String, sampling: SamplingRule = .standard, limits: MediaLimits = MediaLimits(),
    carriesColor: Bool = false, isCancelled: @escaping () -> Bool = { false }
  ) throws(MediaError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadableFile(reason: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    try self.init(
      descriptor: descriptor, sampling: sampling, limits: limits, carriesColor: carriesColor,
      isCancelled: isCancelled)
  }

  /// Opens a video through a descriptor of a regular file, which is duplicated: the caller may
  /// close its own at once.
  ///
  /// - Parameters:
  ///   - carriesColor: whether what `nextSample` gives carries its colour image.
  ///   - segment: the part of the video that is read; the last frame may be the one at which the
  ///     next segment begins, where that is the first of an interval of the sampling.
  ///   - isCancelled: asked between packets and reads, while it opens too; true ends the work with `MediaError.cancelled`.
  /// - Throws: `MediaError` when it is not a video, is damaged beyond use, or exceeds a limit.
  public init(
    descriptor: Int32, sampling: SamplingRule = .standard, limits: MediaLimits = MediaLimits(),
    carriesColor: Bool = false, segment: VideoSegment = .whole,
    isCancelled: @escaping () -> Bool = { false }
  ) throws(MediaError) {
    FFmpegLibrary.configure()
    self.segment = segment
    self.limits = limits
    self.isCancelled = isCancelled
    guard
      let demuxer = try Demuxer(
        descriptor: descriptor, limits: limits, isCancelled: isCancelled)
    else {
      throw .noVideoStream
    }
    self.demuxer = demuxer
    decoder = try Decoder(stream: demuxer.stream, limits: limits)

    let stream = demuxer.stream
    let rotation = Rotation.clockwiseDegrees(of: stream)
    let isTurned = rotation == 90 || rotation == 270
    let width = Int(decoder.width)
    let height = Int(decoder.height)
    information = VideoInformation(
      container: demuxer.containerName, codec: decoder.name,
      width: isTurned ? height : width, height: isTurned ? width : height, rotation: rotation,
      claimedDuration: demuxer.claimedDuration, frameRate: demuxer.frameRate)
    converter = SampleConverter(information, carriesColor: carriesColor)

    if let maximum = limits.maximumDuration, let claimed = demuxer.claimedDuration,
      claimed > maximum
    {
      throw .limitExceeded(
        what: "length", found: "\(Int(claimed.rounded())) s", limit: "\(Int(maximum)) s")
    }
    var expectedFrames: Int?
    if let duration = demuxer.claimedDuration, let rate = demuxer.frameRate {
      expectedFrames = Int(min(duration * rate, 1e12))
    }
    clock = SampleClock(
      rule: sampling, maximumSamples: limits.maximumSamples,
      expectedDuration: demuxer.claimedDuration, expectedFrames: expectedFrames,
      after: segment.start.flatMap { demuxer.seconds(fromTimestamp: $0.timestamp) })
    if let start = segment.start, !demuxer.seek(toKeyframeFrom: start.seekTimestamp) {
      throw .damagedContainer(reason: "the frame at \(start.time) s is not where it should be")
    }
  }

  /// The next sampled frame as pictures, or nil after the last one.
  ///
  /// - Throws: as `nextFrame`, and `MediaError.damagedContainer` when a frame's pixel format cannot
  ///   be converted.
  public func nextSample() throws(MediaError) -> VideoSample? {
    guard let frame = try nextFrame() else { return nil }
    return try converter.sample(of: frame)
  }

  /// The next sampled frame, or nil after the last one.
  ///
  /// - Throws: `MediaError.noDecodableFrame` when the end of the whole is reached without a single
  ///   frame, `.outOfMemory`, or `.cancelled`.
  public func nextFrame() throws(MediaError) -> SampledFrame? {
    while !isFinished {
      if let frame = try sampledFrameFromDecoder() { return frame }
      if isFinished { break }
      if isCancelled() { throw .cancelled }
      try feedDecoder()
    }
    statistics.samples = clock.taken
    if framesDecoded == 0 && segment == .whole {
      throw .noDecodableFrame(damagedPackets: statistics.damagedPackets)
    }
    return nil
  }

  /// Takes frames from the decoder until one is sampled; nil when it needs another packet.
  private func sampledFrameFromDecoder() throws(MediaError) -> SampledFrame? {
    while true {
      if decoder.isOutOfMemory { throw .outOfMemory }
      switch decoder.receive() {
      case .needsPacket:
        return nil
      case .ended:
        finish()
        return nil
      case .failed:
        statistics.damagedPackets += 1
      case .frame(let frame):
        let place = segment.place(of: frame.pointee.best_effort_timestamp)
        if place == .before || place == .after { continue }
        let time = presentationTime(of: frame)
        let number = forecast?.number(ofFrameAt: time) ?? framesDecoded
        if place == .within {
          framesDecoded += 1
          statistics.frames = max(framesDecoded, number + 1)
        }
        if let maximum = limits.maximumDuration, time > maximum {
          stopAtLimit()
          return nil
        }
        if place == .within { statistics.lastTime = max(statistics.lastTime, time) }
        guard clock.takes(frame: number, at: time) else {
          if clock.isExhausted {
            stopAtLimit()
            return nil
          }
          continue
        }
        statistics.samples = clock.taken
        return try SampledFrame(frame, number: number, time: time)
      }
    }
  }

  private func feedDecoder() throws(MediaError) {
    switch demuxer.next() {
    case .packet(let packet):
      defer { av_packet_unref(packet) }
      switch segment.place(of: packet.pointee.pts) {
      case .within: break
      case .before:
        // Predicted from frames of the segment before, which looks after it.
        return
      case .end:
        // Frames before it in presentation order may be predicted from it.
        _ = decoder.send(packet, isDispensable: false)
        return
      case .after:
        // Those frames come before all others in decoding order.
        decoder.sendEnd()
        return
      }
      if packet.pointee.flags & AV_PKT_FLAG_CORRUPT != 0 { statistics.damagedPackets += 1 }
      let isDispensable = isDispensable(packet)
      if !decoder.send(packet, isDispensable: isDispensable) { statistics.damagedPackets += 1 }
    case .ended:
      decoder.sendEnd()
    case .failed:
      // Reading also fails when it is to stop.
      if isCancelled() { throw .cancelled }
      statistics.isTruncated = true
      decoder.sendEnd()
    }
  }

  /// Whether the packet's frame cannot be sampled. In a damaged video every frame is decoded: the
  /// one that should be sampled may be missing.
  private func isDispensable(_ packet: UnsafePointer<AVPacket>) -> Bool {
    guard packet.pointee.pts != cffmpeg_no_timestamp,
      let time = demuxer.seconds(fromTimestamp: packet.pointee.pts),
      let cell = clock.cell(at: time)
    else {
      forecast = nil
      return false
    }
    let isExcluded = forecast?.excludes(time: time, cell: cell) ?? false
    return isExcluded && leavesOutUnsampled && statistics.damagedPackets == 0
  }

  /// Seconds from the start of the stream; by counting where the container has no timestamps.
  private func presentationTime(of frame: UnsafePointer<AVFrame>) -> Double {
    let timestamp = frame.pointee.best_effort_timestamp
    if timestamp != cffmpeg_no_timestamp, let time = demuxer.seconds(fromTimestamp: timestamp) {
      return max(0, time)
    }
    return Double(framesDecoded) / (information.frameRate ?? 25)
  }

  private func stopAtLimit() {
    statistics.stoppedAtLimit = true
    isFinished = true
  }

  /// The share of the claimed length by which a video may end early before it counts as cut off:
  /// containers round, and audio may be longer than the pictures.
  private static let toleratedShortfall = 0.05
  private static let toleratedShortfallSeconds = 1.0

  private func finish() {
    isFinished = true
    if let forecast {
      statistics.frames = max(statistics.frames, forecast.total)
      statistics.lastTime = max(statistics.lastTime, forecast.latestTime)
    }
    if segment.end == nil, let claimed = demuxer.claimedVideoDuration {
      let missing = claimed - statistics.lastTime
      if missing > max(Self.toleratedShortfallSeconds, Self.toleratedShortfall * claimed) {
        statistics.isTruncated = true
      }
    }
  }
}
