import Synchronization

/// Whether the client of a job still waits for it; set by the connection, asked by the work.
final class ClientPresence: Sendable {
  private let hasLeft = Atomic(false)

  func end() { hasLeft.store(true, ordering: .relaxed) }

  var lasts: Bool { !hasLeft.load(ordering: .relaxed) }
}
