import HTTPTypes

/// The way back to one client, for work that is done elsewhere: on any thread, at any time.
///
/// It takes either one whole response (`send`) or a stream (`beginStream`, `write`, `finish`). What
/// comes after the end is passed over. Going away without an answer is answered 500.
public final class Reply: Sendable {
  private let state: ReplyState

  init(_ state: ReplyState) { self.state = state }

  deinit { state.abandon() }

  /// Whether nobody is there any more to read the answer.
  ///
  /// A client that only closed its sending side still waits for its answer. To tell the two
  /// apart an HTTP/1.1 client is sent one `100 Continue`, which clients skip (RFC 9110 section
  /// 15.2.1) and which a closed socket answers with a reset. That is done for work that asks here,
  /// or through `onClientLeft`. An HTTP/1.0 client that closed in an orderly manner is believed
  /// to wait.
  public var clientHasLeft: Bool { state.clientHasLeft }

  /// Calls `action` once if the client leaves, at once if it has left. It must not block.
  public func onClientLeft(_ action: @escaping @Sendable () -> Void) {
    state.onClientLeft(action)
  }

  public func send(_ response: ServerResponse) { state.send(response) }

  /// Gives the answer that has been found meanwhile.
  public func give(_ answer: Answer) {
    switch answer {
    case .now(let response): send(response)
    case .later(let work): work(self)
    }
  }

  /// Begins a response whose body is made over time: chunked, or for HTTP/1.0 ended by the close.
  ///
  /// - Parameter heartbeat: bytes that stand for nothing and are sent where nothing else has been
  ///   for a while, to see whether the client is there; empty for none.
  public func beginStream(_ head: HTTPResponse, heartbeat: [UInt8] = []) {
    state.beginStream(head, heartbeat: heartbeat)
  }

  /// Adds to the stream. Never waits: what a slow client has not taken is kept, up to the server's
  /// `maximumStreamBacklogBytes`, past which the client is let go.
  ///
  /// - Parameter isReplaceable: the next replaceable bytes may take their place as long as they
  ///   have not been sent: a client that reads slowly gets the newest state and not all of them.
  public func write(_ bytes: [UInt8], isReplaceable: Bool = false) {
    state.write(bytes, isReplaceable: isReplaceable)
  }

  /// Ends the stream; `bytes` are sent before, whatever the backlog.
  public func finish(_ bytes: [UInt8] = []) { state.finish(bytes) }
}
