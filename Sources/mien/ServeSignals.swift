import Glibc

/// The signals that the service listens to, taken by one thread that waits for them and by no
/// handler.
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

  private var set = sigset_t()

  /// Blocks the signals for this thread and all that it starts: call it before any is started.
  init() {
    sigemptyset(&set)
    for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, signal) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// Blocks until one of them comes.
  func wait() -> Request {
    var set = set
    var signal: Int32 = 0
    while sigwait(&set, &signal) != 0 {}
    return signal == SIGHUP ? .reload : .stop(signal: signal)
  }
}
