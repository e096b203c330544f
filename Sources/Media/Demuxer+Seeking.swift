import CFFmpeg

extension Demuxer {
  /// The least time between two frames that is taken for one: the table may end this much before
  /// the stream.
  private static let toleratedShortfall = 1.0

  /// Whether the container is one with a table of all samples, MP4 or MOV, and the table reaches to
  /// the end of the stream; that of a fragmented file grows while it is read.
  var hasCompleteIndex: Bool {
    let count = avformat_index_get_entries_count(stream)
    guard containerName.split(separator: ",").contains("mov"), count > 0,
      let last = avformat_index_get_entry(stream, count - 1),
      let time = seconds(fromTimestamp: last.pointee.timestamp), let duration = claimedVideoDuration
    else { return false }
    return time >= duration - Self.toleratedShortfall
  }

  /// A keyframe about so many seconds after the start of the stream or later; moves there.
  ///
  /// - Returns: nil where there is none.
  func cut(after seconds: Double) -> VideoSegment.Cut? {
    let base = stream.pointee.time_base
    guard base.num > 0, base.den > 0 else { return nil }
    let target = seconds / av_q2d(base)
    guard abs(target) < 1e15 else { return nil }
    let origin = stream.pointee.start_time == cffmpeg_no_timestamp ? 0 : stream.pointee.start_time
    let from = origin &+ Int64(target)
    guard seek(toKeyframeFrom: from), case .packet(let packet) = next() else { return nil }
    defer { av_packet_unref(packet) }
    let timestamp = packet.pointee.pts
    guard packet.pointee.flags & AV_PKT_FLAG_KEY != 0, timestamp != cffmpeg_no_timestamp,
      let time = self.seconds(fromTimestamp: timestamp)
    else { return nil }
    return VideoSegment.Cut(seekTimestamp: from, timestamp: timestamp, time: time)
  }

  /// Goes on with the first keyframe that the container knows from this timestamp on; false where
  /// there is none. The same timestamp leads to the same keyframe, which need not be quite the first
  /// after it: containers differ in whether they go by decoding or by presentation.
  func seek(toKeyframeFrom timestamp: Int64) -> Bool {
    av_seek_frame(context, stream.pointee.index, timestamp, 0) >= 0
  }
}
