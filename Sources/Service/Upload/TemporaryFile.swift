import Glibc

/// A file without a name: it is gone with its last descriptor, `kill -9` included.
struct TemporaryFile: ~Copyable {
  let descriptor: Int32
  private(set) var count = 0

  enum Failure: Error, Equatable {
    /// A system call failed with this `errno`.
    case system(call: String, code: Int32)
  }

  // O_TMPFILE is a combination of flags that Swift does not import: __O_TMPFILE | O_DIRECTORY.
  private static let unnamed: Int32 = 0o20000000 | O_DIRECTORY

  /// - Throws: `Failure.system`.
  init(in folder: String) throws(Failure) {
    let file = open(folder, Self.unnamed | O_RDWR | O_CLOEXEC, 0o600)
    if file >= 0 {
      descriptor = file
    } else {
      descriptor = try Self.unlinkedFile(in: folder)
    }
  }

  deinit { close(descriptor) }

  /// Appends all of the bytes.
  ///
  /// - Throws: `Failure.system`, for instance when the disk is full.
  mutating func append(_ bytes: ArraySlice<UInt8>) throws(Failure) {
    var rest = bytes
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 {
        if errno == EINTR { continue }
        throw .system(call: "write", code: errno)
      }
      rest = rest.dropFirst(written)
      count += written
    }
  }

  /// For file systems without unnamed files (overlayfs of older kernels, NFS): created and
  /// unlinked at once.
  private static func unlinkedFile(in folder: String) throws(Failure) -> Int32 {
    var template = Array((folder + "/mien-XXXXXX").utf8CString)
    let file = mkstemp(&template)
    guard file >= 0 else { throw .system(call: "mkstemp", code: errno) }
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    unlink(template)
    return file
  }
}
