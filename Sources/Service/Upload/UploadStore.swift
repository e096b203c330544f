import Glibc
import Synchronization

/// Where uploads are kept from their first byte to the answer, and what all of them together may
/// take there.
final class UploadStore: Sendable {
  /// As `write(2)`.
  typealias WriteCall = @Sendable (Int32, UnsafeRawBufferPointer) -> Int

  /// Whatever may wait for the disk is done by these.
  let threads = FileThreads(count: threadCount)
  private let folder: String
  private let storage: StorageBudget
  private let call: WriteCall
  private let waiting = Atomic(0)

  /// One that writes, and one that can close what is done with.
  private static let threadCount = 2
  /// Bytes of all uploads that may wait to be written; each connection may bring one buffer more.
  private static let maximumWaiting = 64 << 20

  /// - Parameters:
  ///   - folder: for the unlinked files.
  ///   - limit: bytes that all files together may have.
  init(
    folder: String, limit: Int,
    write call: @escaping WriteCall = { write($0, $1.baseAddress, $1.count) }
  ) {
    self.folder = folder
    storage = StorageBudget(limit: limit)
    self.call = call
  }

  /// - Throws: `TemporaryFile.Failure.system`.
  func makeFile() throws(TemporaryFile.Failure) -> TemporaryFile {
    try TemporaryFile(in: folder, storage: storage, threads: threads, write: call)
  }

  /// Bytes begin to wait.
  func waits(_ count: Int) { waiting.add(count, ordering: .relaxed) }

  /// Bytes have been written, or will not be.
  func noLongerWaiting(_ count: Int) { waiting.subtract(count, ordering: .relaxed) }

  /// Whether more bytes wait than may.
  var isFull: Bool { waiting.load(ordering: .relaxed) >= Self.maximumWaiting }
}
