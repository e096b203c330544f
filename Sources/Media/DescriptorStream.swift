import CFFmpeg
import Glibc
import MediaContract

/// libavformat's byte stream over a file descriptor, without any protocol of its own: nothing but
/// this one file can be opened through it.
final class DescriptorStream {
  private let descriptor: Int32
  private var offset: Int64 = 0
  private let size: Int64
  private let isCancelled: () -> Bool
  /// Whether reading was refused because the caller asked to stop.
  private(set) var wasCancelled = false
  private(set) var context: UnsafeMutablePointer<AVIOContext>?

  private static let bufferSize = 64 * 1024

  /// The descriptor is borrowed and must stay open; its own position is neither used nor moved.
  ///
  /// - Parameter isCancelled: asked at every read. Opening a container goes through all that it
  ///   claims, hours in the worst case, and libavformat asks nobody in between.
  init(
    descriptor: Int32, isCancelled: @escaping () -> Bool = { false }
  ) throws(MediaError) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .unreadableFile(reason: String(cString: strerror(errno)))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadableFile(reason: "it is not a regular file")
    }
    guard status.st_size > 0 else { throw .unreadableFile(reason: "it is empty") }
    self.descriptor = descriptor
    self.isCancelled = isCancelled
    size = Int64(status.st_size)

    guard let buffer = av_malloc(Self.bufferSize) else {
      throw .outOfMemory
    }
    context = avio_alloc_context(
      buffer.assumingMemoryBound(to: UInt8.self), Int32(Self.bufferSize), 0,
      Unmanaged.passUnretained(self).toOpaque(),
      { opaque, buffer, count in DescriptorStream.from(opaque).read(into: buffer, count: count) },
      nil,
      { opaque, offset, whence in DescriptorStream.from(opaque).seek(to: offset, whence: whence) })
    if context == nil {
      av_free(buffer)
      throw .outOfMemory
    }
  }

  deinit {
    // libavformat may have replaced the buffer, so it is freed through the context.
    if let context { av_free(context.pointee.buffer) }
    avio_context_free(&context)
  }

  private static func from(_ opaque: UnsafeMutableRawPointer?) -> DescriptorStream {
    // libavformat hands back the pointer that was given to avio_alloc_context.
    Unmanaged<DescriptorStream>.fromOpaque(opaque.unsafelyUnwrapped).takeUnretainedValue()
  }

  private func read(into buffer: UnsafeMutablePointer<UInt8>?, count: Int32) -> Int32 {
    guard let buffer, count > 0 else { return cffmpeg_error(EINVAL) }
    guard !hasToStop() else { return cffmpeg_error(ECANCELED) }
    while true {
      let result = pread(descriptor, buffer, Int(count), off_t(offset))
      if result > 0 {
        offset += Int64(result)
        return Int32(result)
      }
      if result == 0 { return cffmpeg_error_end_of_file }
      if errno != EINTR { return cffmpeg_error(errno) }
    }
  }

  private func hasToStop() -> Bool {
    if !wasCancelled && isCancelled() { wasCancelled = true }
    return wasCancelled
  }

  private func seek(to position: Int64, whence: Int32) -> Int64 {
    let base: Int64
    switch whence & ~AVSEEK_FORCE {
    case AVSEEK_SIZE: return size
    case SEEK_SET: base = 0
    case SEEK_CUR: base = offset
    case SEEK_END: base = size
    default: return Int64(cffmpeg_error(EINVAL))
    }
    let (target, overflow) = base.addingReportingOverflow(position)
    guard !overflow, target >= 0 else { return Int64(cffmpeg_error(EINVAL)) }
    offset = target
    return target
  }
}
