import HTTPServer
import Synchronization

/// The file of one upload while it is received: bytes come on the thread that serves all connections
/// and are written on others, in order. The body is held back while too much waits to be written.
final class UploadFile: Sendable {
  typealias Outcome = Result<TemporaryFile, TemporaryFile.Failure>

  private struct State {
    var file: TemporaryFile?
    var failure: TemporaryFile.Failure?
    var chunks: [[UInt8]] = []
    var waitingBytes = 0
    /// A thread has it, or will have it: one at a time, for the order of the bytes.
    var isScheduled = false
    var isHeldBack = false
    var completion: (@Sendable (Outcome) -> Void)?
    /// From the end of the body on nobody else holds it.
    var itself: UploadFile?
  }

  private let store: UploadStore
  private let flow: BodyFlow?
  private let state = Mutex(State())

  /// Bytes of one upload that may wait before its body is held back.
  static let maximumWaiting = 256 << 10

  init(in store: UploadStore, flow: BodyFlow?) {
    self.store = store
    self.flow = flow
  }

  deinit { store.noLongerWaiting(state.withLock { $0.waitingBytes }) }

  /// Takes bytes to be written. Does not wait.
  ///
  /// - Throws: what went wrong with those that came before.
  func append(_ bytes: [UInt8]) throws(TemporaryFile.Failure) {
    let (failure, isDue) = state.withLock { state in
      if let failure = state.failure { return (Optional(failure), false) }
      state.chunks.append(bytes)
      state.waitingBytes += bytes.count
      store.waits(bytes.count)
      if state.waitingBytes >= Self.maximumWaiting || store.isFull {
        state.isHeldBack = true
        flow?.pause()
      }
      return (nil, claim(&state))
    }
    if let failure { throw failure }
    if isDue { schedule() }
  }

  /// Says that all bytes have come.
  ///
  /// - Parameter completion: called once, on another thread, when they are written or cannot be.
  func finish(_ completion: @escaping @Sendable (Outcome) -> Void) {
    let isDue = state.withLock { state in
      state.completion = completion
      state.itself = self
      return claim(&state)
    }
    if isDue { schedule() }
  }

  /// Whether a thread is to be asked for, which the caller then does.
  private func claim(_ state: inout State) -> Bool {
    defer { state.isScheduled = true }
    return !state.isScheduled
  }

  private func schedule() {
    // What was broken off need not be written.
    store.threads.run { [weak self] in self?.write() }
  }

  /// Writes what there is, on a thread that may wait.
  private func write() {
    let (chunks, known, old) = state.withLock { state in
      defer { state.chunks = [] }
      return (state.chunks, state.file, state.failure)
    }
    var file = known
    var failure = old
    if failure == nil {
      do throws(TemporaryFile.Failure) {
        let target = if let known { known } else { try store.makeFile() }
        file = target
        for chunk in chunks { try target.append(chunk[...]) }
      } catch {
        failure = error
      }
    }
    let count = chunks.reduce(0) { $0 + $1.count }
    store.noLongerWaiting(count)
    let (isDue, completion) = state.withLock { state in
      state.file = file
      state.failure = failure
      state.waitingBytes -= count
      state.isScheduled = false
      if failure != nil { drop(&state) }
      readOn(&state)
      if !state.chunks.isEmpty { return (claim(&state), (@Sendable (Outcome) -> Void)?.none) }
      defer { state.completion = nil }
      return (false, state.completion)
    }
    if isDue { schedule() }
    guard let completion else { return }
    defer { state.withLock { $0.itself = nil } }
    if let file, failure == nil { return completion(.success(file)) }
    completion(.failure(failure ?? .system(call: "open", code: 0)))
  }

  /// After a failure nothing more is written, and the sink is to hear of it.
  private func drop(_ state: inout State) {
    store.noLongerWaiting(state.waitingBytes)
    state.waitingBytes = 0
    state.chunks = []
  }

  private func readOn(_ state: inout State) {
    guard state.isHeldBack, state.waitingBytes <= Self.maximumWaiting / 2,
      state.waitingBytes == 0 || !store.isFull
    else { return }
    state.isHeldBack = false
    flow?.resume()
  }
}
