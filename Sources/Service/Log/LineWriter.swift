import Glibc
import Threads

/// Writes lines to a descriptor on a thread of its own, so that a reader that has stopped reading
/// keeps nobody waiting. Lines that a bounded backlog has no room for are dropped, and counted in a
/// line that follows.
public final class LineWriter: Sendable {
  private struct State {
    var pending: [UInt8] = []
    var dropped = 0
    var isWriting = false
    var hasEnded = false

    var isIdle: Bool { pending.isEmpty && dropped == 0 && !isWriting }
  }

  private let state: Monitor<State>
  private let descriptor: Int32
  private let limit: Int
  private let hasThread: Bool

  private static let stackBytes = 256 << 10

  /// - Parameters:
  ///   - descriptor: stays the caller's, who keeps it open as long as there is something to write.
  ///   - limit: bytes that may wait.
  ///   - notice: the line that says how many have been dropped.
  public init(
    to descriptor: Int32, limit: Int = 1 << 20, notice: @escaping @Sendable (Int) -> [UInt8]
  ) {
    let state = Monitor(State())
    self.state = state
    self.descriptor = descriptor
    self.limit = limit
    hasThread =
      (try? DetachedThread.start(stackBytes: Self.stackBytes) {
        Self.serve(state, descriptor, notice)
      }) != nil
  }

  /// What is there is still written.
  deinit { state.withLock { $0.hasEnded = true } }

  /// Takes a whole line, with its end. Does not wait.
  public func put(_ line: [UInt8]) {
    // On a system without room for a thread somebody must do it.
    if !hasThread { return Self.write(line, to: descriptor) }
    state.withLock { state in
      if state.dropped == 0, state.pending.count + line.count <= limit {
        state.pending += line
      } else {
        state.dropped += 1
      }
    }
  }

  /// Waits until everything is written, for instance before the process ends.
  ///
  /// - Returns: whether it was in time.
  @discardableResult
  public func flush(within limit: Duration) -> Bool { state.wait(for: limit) { $0.isIdle } }

  private static func serve(
    _ state: Monitor<State>, _ descriptor: Int32, _ notice: (Int) -> [UInt8]
  ) {
    while true {
      let bytes = state.wait(
        until: { !$0.pending.isEmpty || $0.dropped > 0 || $0.hasEnded },
        then: { state in
          defer { state = State(isWriting: true, hasEnded: state.hasEnded) }
          // Nothing came after what was dropped.
          return state.pending + (state.dropped > 0 ? notice(state.dropped) : [])
        })
      if bytes.isEmpty { return }
      write(bytes, to: descriptor)
      state.withLock { $0.isWriting = false }
    }
  }

  /// Writes everything, however long it takes; a reader that has gone is no error.
  private static func write(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&waiting, 1, -1)
      } else if errno != EINTR {
        return
      }
    }
  }
}
