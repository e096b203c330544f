import CEpoll
import Glibc

/// The descriptors that one thread waits for (epoll, level-triggered). A descriptor leaves by
/// being closed.
struct Poller: ~Copyable {
  /// What is waited for. The end of a connection, `gone`, is reported whatever was asked for.
  struct Events: OptionSet, Sendable {
    let rawValue: UInt32

    static let readable = Events(rawValue: cepoll_in)
    static let writable = Events(rawValue: cepoll_out)
    /// The peer has closed its sending side.
    static let peerStopped = Events(rawValue: cepoll_peer_stopped)
    /// Both directions are closed, or the connection failed.
    static let gone = Events(rawValue: cepoll_hang_up | cepoll_error)
  }

  private let descriptor: Int32
  private var buffer: [epoll_event]

  /// - Parameter capacity: the most events that one `wait` gives.
  init(capacity: Int) throws(SystemCallError) {
    descriptor = try systemCall("epoll_create1") { epoll_create1(Int32(EPOLL_CLOEXEC)) }
    buffer = Array(repeating: epoll_event(), count: capacity)
  }

  deinit { close(descriptor) }

  /// - Parameter key: what `wait` names the descriptor by.
  func add(_ watched: Int32, key: UInt64, _ events: Events) throws(SystemCallError) {
    try control(EPOLL_CTL_ADD, watched, key, events)
  }

  func change(_ watched: Int32, key: UInt64, _ events: Events) throws(SystemCallError) {
    try control(EPOLL_CTL_MOD, watched, key, events)
  }

  private func control(
    _ operation: Int32, _ watched: Int32, _ key: UInt64, _ events: Events
  ) throws(SystemCallError) {
    var event = cepoll_event(events.rawValue, key)
    try systemCall("epoll_ctl") { epoll_ctl(descriptor, operation, watched, &event) }
  }

  /// Waits until something happens or the time is over, and says how many events there are. An
  /// interrupted wait has none.
  ///
  /// - Parameter limit: nil waits without end.
  mutating func wait(_ limit: Duration?) -> Int {
    let milliseconds = limit?.pollMilliseconds ?? -1
    let count = buffer.withUnsafeMutableBufferPointer {
      epoll_wait(descriptor, $0.baseAddress, Int32($0.count), milliseconds)
    }
    return max(Int(count), 0)
  }

  /// One of the events of the last `wait`.
  func event(_ index: Int) -> (key: UInt64, events: Events) {
    (cepoll_key(buffer[index]), Events(rawValue: buffer[index].events))
  }
}

/// A descriptor that other threads make readable, to wake the one that waits for it (eventfd).
struct WakeUp: ~Copyable, Sendable {
  let descriptor: Int32

  init() throws(SystemCallError) {
    descriptor = try systemCall("eventfd") {
      eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    }
  }

  deinit { close(descriptor) }

  func raise() { eventfd_write(descriptor, 1) }

  /// Makes it unreadable until the next `raise`.
  func lower() {
    var count: eventfd_t = 0
    eventfd_read(descriptor, &count)
  }
}
