import Threads

/// What other threads have for the loop. Bounded by the requests that are being worked on: each is
/// announced at most once until it is taken, and a body is read on only after it was held back.
final class Mailbox: Sendable {
  struct Content: Sendable {
    var replies: [ReplyState] = []
    /// Bodies that are to be read on.
    var flows: [BodyFlow] = []
    var drains = false
    var cutsOff = false
    /// The loop has ended and takes nothing more.
    var isClosed = false
  }

  let wakeUp: WakeUp
  private let content = Monitor(Content())

  init() throws(SystemCallError) { wakeUp = try WakeUp() }

  func post(_ reply: ReplyState) { update { $0.replies.append(reply) } }

  func post(_ flow: BodyFlow) { update { $0.flows.append(flow) } }

  /// The server is to finish what is under way and end.
  func drain() { update { $0.drains = true } }

  /// All connections are to end now.
  func cutOff() { update { $0.cutsOff = true } }

  private func update(_ change: (inout Content) -> Void) {
    let isOpen = content.withLock { content in
      if !content.isClosed { change(&content) }
      return !content.isClosed
    }
    if isOpen { wakeUp.raise() }
  }

  /// Everything that has come since the last time.
  func take() -> Content {
    wakeUp.lower()
    return content.withLock { content in
      defer {
        content.replies = []
        content.flows = []
      }
      return content
    }
  }

  func close() {
    content.withLock { content in
      content.isClosed = true
      content.replies = []
      content.flows = []
    }
  }
}
