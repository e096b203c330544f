import CFFmpeg
import Glibc
import MediaContract

/// Decodes the audio stream of a file and hands it out in blocks of 16 kHz mono samples.
///
/// Memory does not grow with the length. Samples are contiguous: where timestamps leave a gap,
/// there is silence, so that sample n lies at `information.start + n / 16000` seconds. Damaged
/// packets are counted and passed over. Not thread-safe: one reader, one thread. It reads its
/// descriptor at positions of its own, so that a `VideoReader` may use the same one at the same
/// time.
public final class AudioReader {
  /// Samples a second of what is handed out.
  public static let sampleRate = 16_000

  public let information: AudioInformation
  /// What decoding has met so far; complete when `nextBlock` has returned nil.
  public private(set) var statistics = AudioStatistics()

  private let demuxer: Demuxer
  private let decoder: Decoder
  private let resampler = AudioResampler()
  private let maximumSamples: Int
  private let isCancelled: () -> Bool
  /// Silence that a gap in the timestamps still asks for.
  private var silence = 0
  /// Samples that wait behind it.
  private var held: [Float] = []
  /// Where the next decoded sample is expected, in seconds from the stream's first.
  private var position = 0.0
  private var firstTime: Double?
  private var isFinished = false

  /// Timestamps are rounded, and shorter gaps than this are not heard as pauses.
  private static let toleratedGap = 0.1
  /// Longer gaps are damaged timestamps.
  private static let longestGap = 3600.0

  /// Opens the audio of a file by its path; nil where it has no audio stream.
  ///
  /// - Throws: `MediaError` when the file cannot be read or its audio has no decoder here.
  public convenience init?(
    path: String, limits: MediaLimits = MediaLimits(),
    isCancelled: @escaping () -> Bool = { false }
  ) throws(MediaError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadableFile(reason: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    try self.init(descriptor: descriptor, limits: limits, isCancelled: isCancelled)
  }

  /// Opens the audio of a file through a descriptor of a regular file, which is duplicated; nil
  /// where it has no audio stream.
  ///
  /// - Parameter isCancelled: asked between packets and reads, while it opens too; true ends the
  ///   work with `MediaError.cancelled`.
  /// - Throws: `MediaError` when the file cannot be read or its audio has no decoder here.
  public init?(
    descriptor: Int32, limits: MediaLimits = MediaLimits(),
    isCancelled: @escaping () -> Bool = { false }
  ) throws(MediaError) {
    FFmpegLibrary.configure()
    guard
      let demuxer = try Demuxer(
        descriptor: descriptor, medium: .audio, limits: limits, isCancelled: isCancelled)
    else {
      return nil
    }
    self.demuxer = demuxer
    decoder = try Decoder(stream: demuxer.stream, limits: limits)
    self.isCancelled = isCancelled
    let longest = min(limits.maximumDuration ?? .infinity, 1e9)
    maximumSamples = Int(longest * Double(Self.sampleRate))
    let parameters = demuxer.stream.pointee.codecpar
    information = AudioInformation(
      codec: decoder.name, sampleRate: Int(parameters?.pointee.sample_rate ?? 0),
      channels: Int(parameters?.pointee.ch_layout.nb_channels ?? 0),
      start: demuxer.startOffset, claimedDuration: demuxer.claimedDuration)
  }

  /// The next samples, −1…1 but for what was clipped before; nil after the last. Never empty, at
  /// most a few seconds.
  ///
  /// - Throws: `MediaError.cancelled`.
  public func nextBlock() throws(MediaError) -> [Float]? {
    while true {
      let block = try nextUnbounded()
      guard var block else { return nil }
      let room = maximumSamples - statistics.samples
      if block.count > room {
        block.removeLast(block.count - max(0, room))
        statistics.stoppedAtLimit = true
        isFinished = true
        silence = 0
        held = []
      }
      statistics.samples += block.count
      if !block.isEmpty { return block }
    }
  }

  private func nextUnbounded() throws(MediaError) -> [Float]? {
    if silence > 0 {
      let count = min(silence, Self.sampleRate)
      silence -= count
      return [Float](repeating: 0, count: count)
    }
    if !held.isEmpty {
      defer { held = [] }
      return held
    }
    guard !isFinished else { return nil }
    if isCancelled() { throw .cancelled }
    if decoder.isOutOfMemory { throw .outOfMemory }
    switch decoder.receive() {
    case .frame(let frame):
      return take(frame)
    case .needsPacket:
      feedDecoder()
    case .failed:
      statistics.damagedPackets += 1
    case .ended:
      isFinished = true
      return resampler.flush()
    }
    return []
  }

  private func take(_ frame: UnsafePointer<AVFrame>) -> [Float] {
    let rate = Double(max(1, frame.pointee.sample_rate))
    let length = Double(max(0, frame.pointee.nb_samples)) / rate
    var gap = 0.0
    let timestamp = frame.pointee.best_effort_timestamp
    if timestamp != cffmpeg_no_timestamp, let time = demuxer.seconds(fromTimestamp: timestamp) {
      let origin = firstTime ?? time
      firstTime = origin
      gap = time - origin - position
    }
    let samples: [Float]
    do { samples = try resampler.convert(frame) } catch {
      // A frame of a form that cannot be converted is a damaged one; its time goes by in silence.
      statistics.damagedPackets += 1
      return []
    }
    position += length
    guard gap > Self.toleratedGap, gap < Self.longestGap else { return samples }
    position += gap
    statistics.missingSeconds += gap
    silence = Int((gap * Double(Self.sampleRate)).rounded())
    held = samples
    return []
  }

  private func feedDecoder() {
    switch demuxer.next() {
    case .packet(let packet):
      defer { av_packet_unref(packet) }
      let isCorrupt = packet.pointee.flags & AV_PKT_FLAG_CORRUPT != 0
      let isTaken = decoder.send(packet, isDispensable: false)
      if isCorrupt || !isTaken { statistics.damagedPackets += 1 }
    case .ended:
      decoder.sendEnd()
    case .failed:
      statistics.isTruncated = true
      decoder.sendEnd()
    }
  }
}
