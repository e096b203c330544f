import Glibc

/// Reads whole regular files of bounded size: neither a device nor a pipe that somebody put in a
/// file's place is waited for.
package enum RegularFile {
  /// The bytes of a regular file of at most `limit` bytes.
  ///
  /// - Parameter followsLinks: whether the path may be a symbolic link.
  /// - Throws: `FileError`.
  package static func bytes(
    at path: String, limit: Int, followsLinks: Bool = false
  ) throws(FileError) -> [UInt8] {
    let links = followsLinks ? 0 : O_NOFOLLOW
    // Without O_NONBLOCK, opening a named pipe would wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | links)
    guard descriptor >= 0 else {
      if errno == ELOOP, !followsLinks {
        throw .unreadable(file: path, reason: "it is a symbolic link")
      }
      throw .unreadable(file: path, reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .unreadable(file: path, reason: String(cString: strerror(errno)))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(file: path, reason: "it is no regular file")
    }
    let size = Int(status.st_size)
    guard size <= limit else { throw .tooLarge(file: path, found: size, limit: limit) }
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      LargeMemory.prepare(UnsafeMutableRawBufferPointer(buffer))
      while count < size {
        let read = Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, size - count)
        if read < 0 && errno == EINTR { continue }
        if read < 0 { failure = errno }
        if read <= 0 { break }
        count += read
      }
    }
    if failure != 0 { throw .unreadable(file: path, reason: String(cString: strerror(failure))) }
    return bytes
  }
}

/// Why a file is not read.
package enum FileError: Error, Sendable, Hashable {
  /// The file cannot be opened or read, or is no regular file.
  case unreadable(file: String, reason: String)
  /// The file has more bytes than it may.
  case tooLarge(file: String, found: Int, limit: Int)
}

extension FileError: CustomStringConvertible {
  /// What was found, what was expected and what to do.
  package var description: String {
    switch self {
    case .unreadable(let file, let reason):
      "\(file): found that it cannot be read (\(reason)), expected a regular file; "
        + "give the path of the file itself and check its permissions"
    case .tooLarge(let file, let found, let limit):
      "\(file): found a size of \(found), expected at most \(limit); check where the file comes from"
    }
  }
}
