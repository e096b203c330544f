import CFFmpeg
import MediaContract

/// A stretch of a video that is decoded by itself, from one keyframe to another.
///
/// The segments of a video together give the samples of the whole. Where a video is cut depends on
/// nothing but the video and how it is sampled.
public struct VideoSegment: Sendable, Equatable {
  /// A keyframe at which a video is cut.
  struct Cut: Sendable, Equatable {
    /// From where the container finds it, in units of the stream's time base.
    let seekTimestamp: Int64
    /// Its presentation timestamp, in the same units.
    let timestamp: Int64
    /// Seconds from the start of the stream, as far as the header tells of it.
    let time: Double
  }

  /// Where a packet or a frame belongs.
  enum Place {
    case before, within
    /// The keyframe that begins the next segment.
    case end
    case after
  }

  /// Nil for the beginning of the video.
  let start: Cut?
  /// Nil for the end of the video.
  let end: Cut?

  /// A video that is not cut.
  public static let whole = VideoSegment(start: nil, end: nil)

  /// No segment but the last is shorter, and videos of less than two of them are not cut.
  public static let leastSeconds = 60.0

  /// To open a video again takes time; very long ones are cut into longer segments.
  public static let mostSegments = 64

  /// Seconds from the start of the video to that of the segment.
  public var startTime: Double { start?.time ?? 0 }

  /// Where a packet or a frame with this presentation timestamp belongs; within, where it has none.
  func place(of timestamp: Int64) -> Place {
    if timestamp == cffmpeg_no_timestamp { return .within }
    if let start, timestamp < start.timestamp { return .before }
    guard let end, timestamp >= end.timestamp else { return .within }
    return timestamp == end.timestamp ? .end : .after
  }

  /// Cuts a video that is long enough, where its container names every keyframe with its times: MP4
  /// and MOV with a complete table of samples.
  ///
  /// - Parameters:
  ///   - descriptor: of a regular file; stays the caller's.
  ///   - leastSeconds: see ``leastSeconds``.
  ///   - mostSegments: see ``mostSegments``.
  /// - Returns: one segment, the whole, where the video cannot be cut.
  /// - Throws: `MediaError` when it cannot be opened.
  public static func segments(
    descriptor: Int32, sampling: SamplingRule = .standard, limits: MediaLimits = MediaLimits(),
    leastSeconds: Double = leastSeconds, mostSegments: Int = mostSegments,
    isCancelled: @escaping () -> Bool = { false }
  ) throws(MediaError) -> [VideoSegment] {
    // Frames that are sampled by their number have to be counted from the first one on.
    guard case .perSecond = sampling else { return [.whole] }
    FFmpegLibrary.configure()
    // Most videos are short, and are opened here in vain; so no frames are read.
    guard
      let demuxer = try Demuxer(
        descriptor: descriptor, limits: limits, probes: false, isCancelled: isCancelled),
      let duration = demuxer.claimedVideoDuration, duration >= 2 * leastSeconds,
      duration <= limits.maximumDuration ?? .infinity, demuxer.hasCompleteIndex
    else { return [.whole] }
    let length = max(leastSeconds, duration / Double(max(1, mostSegments)))
    var segments: [VideoSegment] = []
    var start: Cut?
    while let cut = demuxer.cut(after: (start?.time ?? 0) + length) {
      guard duration - cut.time >= length / 2, cut.timestamp > start?.timestamp ?? .min else {
        break
      }
      segments.append(VideoSegment(start: start, end: cut))
      start = cut
    }
    segments.append(VideoSegment(start: start, end: nil))
    return segments
  }
}
