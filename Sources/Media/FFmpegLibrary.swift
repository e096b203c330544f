import CFFmpeg
import Glibc
import MediaContract

/// Settings of the libraries that hold for the whole process.
enum FFmpegLibrary {
  /// Demuxers that may be used (libavformat's short names).
  static let containers = ["mov", "avi", "matroska"]

  /// Decoders that may be used: what cameras, phones and browsers record, and older AVI files.
  static let decoders = [
    "h264", "hevc", "libdav1d", "av1", "vp8", "vp9", "libvpx", "libvpx-vp9", "mpeg4", "mjpeg",
    "h263", "mpeg1video", "mpeg2video", "msmpeg4", "msmpeg4v2", "prores",
  ]

  /// Decoders of sound that may be used: what the same devices record.
  static let audioDecoders = [
    "aac", "mp3float", "mp3", "opus", "libopus", "vorbis", "libvorbis", "flac", "alac", "ac3",
    "eac3", "mp2float", "mp2", "amrnb", "libopencore_amrnb", "amrwb", "libopencore_amrwb",
    "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_s32be", "pcm_f32le",
    "pcm_f32be", "pcm_u8", "pcm_s8", "pcm_alaw", "pcm_mulaw", "adpcm_ms", "adpcm_ima_wav",
    "wmav2", "wmav1",
  ]

  /// Largest single allocation in bytes that the libraries may make.
  private static let maximumAllocation = 128 * 1024 * 1024

  private static let configuration: Void = {
    // Messages of the libraries name files and internals; errors are reported by type instead.
    av_log_set_level(AV_LOG_QUIET)
    av_max_alloc(maximumAllocation)
  }()

  /// Applies the settings once.
  static func configure() { configuration }

  /// Whether so much memory is not to be had. The libraries tell of want of memory also when a
  /// damaged file asks for more at once than they may take.
  static var isMemoryShort: Bool {
    let memory = mmap(
      nil, maximumAllocation, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    guard memory != MAP_FAILED else { return true }
    munmap(memory, maximumAllocation)
    return false
  }

  /// What it means that a file cannot be opened with this code.
  static func error(for code: Int32) -> MediaError {
    code == cffmpeg_error(ENOMEM) && isMemoryShort
      ? .outOfMemory : .damagedContainer(reason: message(for: code))
  }

  /// The libraries' text for an error code.
  static func message(for code: Int32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      guard let base = buffer.baseAddress, av_strerror(code, base, buffer.count) == 0 else {
        return "error \(code)"
      }
      return String(cString: base)
    }
  }
}
