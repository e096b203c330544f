/// What can be wrong with a video file.
public enum MediaError: Error, Sendable, Equatable, Codable {
  /// The file could not be opened or read at all.
  case unreadableFile(reason: String)
  /// The bytes are no video container that is accepted here; `found` is libavformat's name for
  /// what they look like, or nil when they look like nothing.
  case unsupportedContainer(found: String?)
  /// The container is one of ours but its contents cannot be read.
  case damagedContainer(reason: String)
  /// There is no video stream in it.
  case noVideoStream
  /// The video's codec has no decoder here.
  case unsupportedCodec(name: String)
  /// Not a single frame could be decoded.
  case noDecodableFrame(damagedPackets: Int)
  /// A bound of `MediaLimits` is exceeded.
  case limitExceeded(what: String, found: String, limit: String)
  /// This process has no memory left for a frame.
  case outOfMemory
  /// The caller asked to stop.
  case cancelled
}

extension MediaError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadableFile(let reason):
      return "The file could not be read: \(reason)."
    case .unsupportedContainer(let found?):
      return "This is not a video that can be read (it looks like \(found)); send MP4, MOV, 3GP, "
        + "AVI, MKV or WebM."
    case .unsupportedContainer(nil):
      return "This is not a video; send MP4, MOV, 3GP, AVI, MKV or WebM."
    case .damagedContainer(let reason):
      return "The video is damaged or cut off beyond use (\(reason)); export or upload it again."
    case .noVideoStream:
      return "There is no video stream in the file; record with the camera switched on."
    case .unsupportedCodec(let name):
      return "The video codec \(name) is not supported; convert the video to H.264, HEVC, VP9 or "
        + "AV1."
    case .noDecodableFrame(let damaged):
      return "No frame of the video could be decoded (\(damaged) damaged packets); export or "
        + "upload it again."
    case .limitExceeded(let what, let found, let limit):
      return "The video's \(what) is \(found); the limit is \(limit)."
    case .outOfMemory:
      return "A frame of the video needs more memory than there is; send it with fewer pixels, or "
        + "allow the analysis more memory."
    case .cancelled:
      return "The work was cancelled."
    }
  }
}
