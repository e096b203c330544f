import HTTPTypes
import Threads

/// What has been answered to one request and the loop has not taken yet; shared by the thread that
/// answers and the loop. Bounded: one whole response, or a backlog that is cut at its limit.
final class ReplyState: Sendable {
  /// The beginning of a response whose body comes over time.
  struct StreamHead: Sendable {
    var head: HTTPResponse
    var heartbeat: [UInt8]
  }

  /// What the loop has to do.
  struct News: Sendable {
    var response: ServerResponse?
    var stream: StreamHead?
    /// Bytes of the stream.
    var pieces: [[UInt8]] = []
    var hasFinished = false
    /// The client is too slow for what must reach it.
    var isOverflowing = false
    /// Somebody wants to know when the client leaves.
    var isWatched = false
  }

  private struct Piece {
    var bytes: [UInt8]
    var isReplaceable: Bool
  }

  private enum Stage {
    case open
    case streaming
    /// Nothing more can be added.
    case settled
  }

  private struct Content {
    var stage = Stage.open
    var news = News()
    var pieces: [Piece] = []
    var backlogBytes = 0
    /// The loop has been told that there is something to take.
    var isAnnounced = false
    var clientHasLeft = false
    var leftAction: (@Sendable () -> Void)?
  }

  /// The connection that it belongs to.
  let connection: UInt64
  private let maximumBacklogBytes: Int
  private let mailbox: Mailbox
  private let content = Monitor(Content())

  init(connection: UInt64, maximumBacklogBytes: Int, mailbox: Mailbox) {
    self.connection = connection
    self.maximumBacklogBytes = maximumBacklogBytes
    self.mailbox = mailbox
  }

  // MARK: The side that answers

  func send(_ response: ServerResponse) {
    update { content in
      guard content.stage == .open else { return false }
      content.stage = .settled
      content.news.response = response
      return true
    }
  }

  func beginStream(_ head: HTTPResponse, heartbeat: [UInt8]) {
    update { content in
      guard content.stage == .open else { return false }
      content.stage = .streaming
      content.news.stream = StreamHead(head: head, heartbeat: heartbeat)
      return true
    }
  }

  func write(_ bytes: [UInt8], isReplaceable: Bool) {
    update { content in
      guard content.stage == .streaming, !bytes.isEmpty else { return false }
      if isReplaceable, let old = content.pieces.firstIndex(where: \.isReplaceable) {
        content.backlogBytes -= content.pieces.remove(at: old).bytes.count
      }
      content.pieces.append(Piece(bytes: bytes, isReplaceable: isReplaceable))
      content.backlogBytes += bytes.count
      if content.backlogBytes > maximumBacklogBytes {
        content.stage = .settled
        content.news.isOverflowing = true
      }
      return true
    }
  }

  func finish(_ bytes: [UInt8]) {
    update { content in
      guard content.stage == .streaming else { return false }
      content.stage = .settled
      if !bytes.isEmpty { content.pieces.append(Piece(bytes: bytes, isReplaceable: false)) }
      content.news.hasFinished = true
      return true
    }
  }

  /// Nobody is left who could answer.
  func abandon() {
    update { content in
      switch content.stage {
      case .open: content.news.response = .plainText(.internalServerError, "No answer was made.")
      // A stream that breaks off must not look complete.
      case .streaming: content.news.isOverflowing = true
      case .settled: return false
      }
      content.stage = .settled
      return true
    }
  }

  var clientHasLeft: Bool {
    watch { _ in }
    return content.withLock { $0.clientHasLeft }
  }

  func onClientLeft(_ action: @escaping @Sendable () -> Void) {
    var isTooLate = false
    watch { content in
      isTooLate = content.clientHasLeft
      content.leftAction = action
    }
    if isTooLate { action() }
  }

  private func watch(_ change: (inout Content) -> Void) {
    update { content in
      change(&content)
      guard !content.news.isWatched else { return false }
      content.news.isWatched = true
      return true
    }
  }

  /// - Parameter change: whether the loop has to look.
  private func update(_ change: (inout Content) -> Bool) {
    let isNew = content.withLock { content in
      guard change(&content), !content.isAnnounced else { return false }
      content.isAnnounced = true
      return true
    }
    if isNew { mailbox.post(self) }
  }

  // MARK: The loop

  /// What there is to do, at the announcement and whenever the client has taken what was sent.
  ///
  /// - Parameter withPieces: whether bytes of the stream can be sent now; if not, they stay, and
  ///   so does the end of the stream.
  func take(withPieces: Bool) -> News {
    content.withLock { content in
      content.isAnnounced = false
      var news = content.news
      content.news.response = nil
      content.news.stream = nil
      if withPieces {
        news.pieces = content.pieces.map(\.bytes)
        content.pieces = []
        content.backlogBytes = 0
      } else if !content.pieces.isEmpty {
        news.hasFinished = false
      }
      return news
    }
  }

  /// Whether somebody wants to know when the client leaves.
  var isWatched: Bool { content.withLock { $0.news.isWatched } }

  /// The client has gone, or nobody answers it any more.
  func clientLeft() {
    let action = content.withLock { content in
      content.clientHasLeft = true
      content.stage = .settled
      content.pieces = []
      defer { content.leftAction = nil }
      return content.leftAction
    }
    action?()
  }

  /// The answer is complete: whom the work wanted to tell of a leaving client is let go.
  func complete() {
    content.withLock { content in
      content.stage = .settled
      content.leftAction = nil
    }
  }
}
