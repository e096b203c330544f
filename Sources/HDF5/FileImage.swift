import Glibc

/// The bytes of a whole file, which stay in place and unchanged as long as anybody reads them:
/// libhdf5 and the readers of this module look at one copy.
public final class FileImage: @unchecked Sendable {
  /// Immutable after the initialiser, which is what makes sharing safe.
  let bytes: UnsafeRawBufferPointer
  private let release: () -> Void

  /// Number of bytes.
  public var count: Int { bytes.count }

  /// The bytes of an array, without a copy.
  public init(_ array: [UInt8]) {
    // Nobody changes the array, so that its storage stays where it is while the closure holds it.
    bytes = array.withUnsafeBytes { $0 }
    release = { withExtendedLifetime(array) {} }
  }

  /// The bytes of a regular file behind a descriptor, mapped without being read. Whoever can write
  /// to the file can change them, or by shortening it end the process with a signal: this is for
  /// processes of which that is borne.
  ///
  /// Returns nil when it is no regular file, larger than `limit`, or cannot be mapped.
  public init?(mapping descriptor: Int32, limit: Int) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      (0...limit).contains(Int(status.st_size))
    else { return nil }
    let size = Int(status.st_size)
    guard size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      release = {}
      return
    }
    guard let memory = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0),
      memory != MAP_FAILED
    else { return nil }
    bytes = UnsafeRawBufferPointer(start: memory, count: size)
    release = { munmap(memory, size) }
  }

  deinit { release() }

  /// Whether the first bytes are these.
  public func starts(with prefix: [UInt8]) -> Bool { bytes.starts(with: prefix) }

  /// Calls `body` with all bytes.
  public func withUnsafeBytes<Result>(
    _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result {
    withExtendedLifetime(self) { body(bytes) }
  }

  /// A copy of all bytes.
  public var array: [UInt8] { [UInt8](bytes) }

  /// A copy of the bytes of a range, which must be within the file.
  subscript(range: Range<Int>) -> [UInt8] {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count)
    return [UInt8](UnsafeRawBufferPointer(rebasing: bytes[range]))
  }
}
