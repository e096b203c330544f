import Glibc
import Synchronization

/// A file without a name: it is gone with its last descriptor, `kill -9` included.
final class TemporaryFile: Sendable {
  let descriptor: Int32
  private let written = Atomic(0)
  private let storage: StorageBudget?
  private let threads: FileThreads?
  private let call: UploadStore.WriteCall

  enum Failure: Error, Equatable {
    /// A system call failed with this `errno`.
    case system(call: String, code: Int32)
    /// All uploads together would hold more than they may.
    case overBudget
  }

  // O_TMPFILE is a combination of flags that Swift does not import: __O_TMPFILE | O_DIRECTORY.
  private static let unnamed: Int32 = 0o20000000 | O_DIRECTORY

  /// - Parameters:
  ///   - storage: what the bytes are taken from, and given back to at the end.
  ///   - threads: where the file is closed, which may take as long as its bytes are many; else that
  ///     is done where it is let go.
  /// - Throws: `Failure.system`.
  init(
    in folder: String, storage: StorageBudget? = nil, threads: FileThreads? = nil,
    write call: @escaping UploadStore.WriteCall = { write($0, $1.baseAddress, $1.count) }
  ) throws(Failure) {
    self.storage = storage
    self.threads = threads
    self.call = call
    let file = open(folder, Self.unnamed | O_RDWR | O_CLOEXEC, 0o600)
    if file >= 0 {
      descriptor = file
    } else {
      descriptor = try Self.unlinkedFile(in: folder)
    }
  }

  deinit {
    let (descriptor, storage, count) = (descriptor, storage, count)
    let end: @Sendable () -> Void = {
      close(descriptor)
      storage?.giveBack(count)
    }
    if let threads { threads.run(end) } else { end() }
  }

  /// Bytes that have been written.
  var count: Int { written.load(ordering: .relaxed) }

  /// Appends all of the bytes.
  ///
  /// - Throws: `Failure.system`, for instance when the disk is full, or `Failure.overBudget`.
  func append(_ bytes: ArraySlice<UInt8>) throws(Failure) {
    if let storage, !storage.take(bytes.count) { throw .overBudget }
    written.add(bytes.count, ordering: .relaxed)
    var rest = bytes
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { call(descriptor, $0) }
      if written < 0 {
        if errno == EINTR { continue }
        throw .system(call: "write", code: errno)
      }
      rest = rest.dropFirst(written)
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

/// Bytes that all uploads together may hold, received, waiting and analysed.
final class StorageBudget: Sendable {
  private let limit: Int
  private let used = Atomic(0)

  init(limit: Int) { self.limit = limit }

  /// - Returns: whether there are so many left; if so they are taken.
  func take(_ count: Int) -> Bool {
    if used.add(count, ordering: .relaxed).newValue <= limit { return true }
    giveBack(count)
    return false
  }

  func giveBack(_ count: Int) { used.subtract(count, ordering: .relaxed) }
}
