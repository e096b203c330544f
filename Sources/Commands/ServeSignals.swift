import Glibc
import Synchronization

/// The signals that the service listens to. Handlers write their numbers into a pipe, which one thread
/// reads: waiting for blocked signals would leave out the threads that OpenBLAS starts while it is
/// loaded, before anything can be blocked.
///
/// swift-service-lifecycle does this as well, for 2.4 MB of a stripped program and 42 s of processor
/// time in a clean build, with an asynchronous `run` around a server that needs none; it leaves
/// SIGHUP to others.
struct ServeSignals {
  enum Request: Equatable {
    /// SIGTERM or SIGINT: finish and end.
    case stop(signal: Int32)
    /// SIGHUP: take over what has changed.
    case reload
  }

  private let reading: Int32

  /// Where the handlers write; -1 before there are any.
  private static let writing = Atomic<Int32>(-1)

  /// Takes the signals over for the whole process: call it once, before anything else.
  init() {
    var ends: [Int32] = [-1, -1]
    // A process that cannot have a pipe now will have no socket either, and says so then.
    guard pipe(&ends) == 0 else {
      reading = -1
      return
    }
    reading = ends[0]
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    // A handler must not wait, however many signals come.
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    Self.writing.store(ends[1], ordering: .releasing)
    // Whoever starts the service may have left them blocked.
    var set = sigset_t()
    sigemptyset(&set)
    for number in [SIGTERM, SIGINT, SIGHUP] {
      signal(number, Self.note)
      sigaddset(&set, number)
    }
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  private static let note: @convention(c) (Int32) -> Void = { number in
    let code = errno
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(ServeSignals.writing.load(ordering: .acquiring), &byte, 1)
    errno = code
  }

  /// Blocks until one of them comes.
  func wait() -> Request {
    var byte: UInt8 = 0
    while read(reading, &byte, 1) != 1 {
      guard errno == EINTR else { return .stop(signal: SIGTERM) }
    }
    return Int32(byte) == SIGHUP ? .reload : .stop(signal: Int32(byte))
  }
}
