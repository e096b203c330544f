import CSeccomp
import Glibc

extension DisposableProcess {
  /// The process inside: closes what it should not have, before anything is read.
  public static func closeForeignDescriptors() {
    cseccomp_close_from(UInt32(firstInput) + UInt32(maximumInputs))
  }

  /// The process inside: the bytes of an input.
  ///
  /// - Throws: `IsolationError.result` when it cannot be read or is longer than `limit`.
  public static func bytes(ofInput index: Int, limit: Int) throws(IsolationError) -> [UInt8] {
    let descriptor = firstInput + Int32(index)
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .result(found: "no regular file as input \(index)", expected: "one")
    }
    let size = Int(status.st_size)
    guard size <= limit else {
      throw .result(found: "an input of \(size) bytes", expected: "at most \(limit)")
    }
    var failed = false
    // By offset, because the descriptor's position is shared with the caller's.
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let read = pread(
          descriptor, buffer.baseAddress.map { $0 + count }, size - count, off_t(count))
        if read < 0 && errno == EINTR { continue }
        if read < 0 { failed = true }
        if read <= 0 { break }
        count += read
      }
    }
    if failed { throw .result(found: "an unreadable input \(index)", expected: "a file") }
    return bytes
  }

  /// The process inside: gives the answer and ends, without the clean-up of libraries that have
  /// seen hostile bytes.
  ///
  /// - Parameter parts: of the answer, one after the other, so that nobody needs to join them.
  public static func finish(with parts: [UInt8]...) -> Never {
    for part in parts {
      var rest = part[...]
      while !rest.isEmpty {
        let written = rest.withUnsafeBytes { write(resultDescriptor, $0.baseAddress, $0.count) }
        if written < 0 && errno == EINTR { continue }
        guard written > 0 else { _exit(1) }
        rest = rest.dropFirst(written)
      }
    }
    _exit(0)
  }
}
