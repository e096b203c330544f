import Glibc

/// An open regular file that has weights byte for byte; the descriptor is somebody else's.
struct WeightsFile: Sendable {
  let size: Int
  private let descriptor: Int32

  /// Nil when it is no regular file.
  init?(_ descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    self.descriptor = descriptor
    size = Int(status.st_size)
  }

  /// Fills the buffer from a place in the file; false when the file has become shorter.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Bool {
    var count = 0
    while count < buffer.count {
      let found = pread(
        descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count,
        off_t(offset + count))
      if found < 0 && errno == EINTR { continue }
      guard found > 0 else { return false }
      count += found
    }
    return true
  }
}
