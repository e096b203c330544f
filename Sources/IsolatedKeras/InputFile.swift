import Glibc
import HDF5

/// An open regular file that another process is to read.
final class InputFile {
  let path: String
  let descriptor: Int32
  let size: Int

  /// - Throws: `LoadingFailure.file`, as for a file that this process reads.
  init(_ path: String) throws(LoadingFailure) {
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    var reason = errno == ELOOP ? "it is a symbolic link" : String(cString: strerror(errno))
    guard descriptor >= 0 else { throw .file(.unreadable(file: path, reason: reason)) }
    var status = stat()
    let isKnown = fstat(descriptor, &status) == 0
    if !isKnown { reason = String(cString: strerror(errno)) }
    if isKnown, status.st_mode & S_IFMT != S_IFREG { reason = "it is no regular file" }
    guard isKnown, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .file(.unreadable(file: path, reason: reason))
    }
    let limit = Limits.standard.fileSize
    guard status.st_size <= limit else {
      close(descriptor)
      throw .file(
        .limit(
          Location(file: path), quantity: "a size", found: Int(status.st_size), limit: limit))
    }
    self.path = path
    self.descriptor = descriptor
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }
}
