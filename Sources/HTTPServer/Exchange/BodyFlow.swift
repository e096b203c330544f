import Synchronization

/// Holds back one body while its sink has as much as it can take: what the client sends meanwhile
/// waits in the system's buffers, and is no fault of the client's pace.
public final class BodyFlow: Sendable {
  /// The connection that the body comes over.
  let connection: UInt64
  private let mailbox: Mailbox
  private let isHeld = Atomic(false)

  init(connection: UInt64, mailbox: Mailbox) {
    self.connection = connection
    self.mailbox = mailbox
  }

  /// Whether nothing is read for now.
  var isPaused: Bool { isHeld.load(ordering: .acquiring) }

  /// Reads no more until `resume`. For the sink, on the thread that serves all connections; bytes
  /// that have been read already, at most a buffer of 64 KiB, still come.
  public func pause() { isHeld.store(true, ordering: .releasing) }

  /// Reads on; from any thread.
  public func resume() {
    if isHeld.exchange(false, ordering: .acquiringAndReleasing) { mailbox.post(self) }
  }
}
