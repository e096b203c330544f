import Glibc

/// Bytes that stay where they are: a mapped file or an array.
final class ByteStorage: @unchecked Sendable {
  /// Immutable after the initialiser, which is what makes sharing safe.
  let bytes: UnsafeRawBufferPointer
  private let release: (UnsafeMutableRawPointer, Int) -> Void

  /// A copy of the bytes, aligned as a file's page would be.
  init(_ copied: [UInt8]) {
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(1, copied.count), alignment: 64)
    memory.copyBytes(from: copied)
    bytes = UnsafeRawBufferPointer(rebasing: memory[..<copied.count])
    release = { memory, _ in memory.deallocate() }
  }

  /// The mapped bytes of a regular file. They change, or vanish with a signal, if somebody else
  /// writes to the file or shortens it.
  ///
  /// - Throws: `PackError.unreadable`.
  init(mapping path: String) throws(PackError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw .unreadable(file: path, reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(file: path, reason: "it is no regular file")
    }
    guard status.st_size > 0 else { throw .notPacked(file: path) }
    let size = Int(status.st_size)
    guard let memory = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0),
      memory != MAP_FAILED
    else { throw .unreadable(file: path, reason: String(cString: strerror(errno))) }
    bytes = UnsafeRawBufferPointer(start: memory, count: size)
    release = { memory, size in munmap(memory, size) }
  }

  deinit {
    guard let base = bytes.baseAddress else { return }
    release(UnsafeMutableRawPointer(mutating: base), bytes.count)
  }
}
