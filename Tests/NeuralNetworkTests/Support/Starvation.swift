import Glibc

/// Runs code where there is no memory to be had.
enum Starvation {
  /// Sanitizers, and code that is not optimized, allocate on their own account.
  static let isAvailable =
    !_isDebugAssertConfiguration()
    && ["__asan_init", "__tsan_init", "__msan_init"].allSatisfy { (name: String) in
      dlsym(nil, name) == nil
    }

  /// How code fared in a child process.
  enum Outcome: Equatable {
    case finished
    case ended(status: Int32)
    case notStarted
  }

  /// Runs `body` in a copy of the process in which every allocation fails, which ends it. What
  /// `body` needs must exist, and its code must have run, before.
  static func run(_ body: () -> Void) -> Outcome {
    // The child has this thread only: if another one held a lock of OpenBLAS when the process was
    // copied, the alarm ends the child, and the next one is luckier.
    for _ in 0..<5 {
      let outcome = attempt(body)
      if outcome != .ended(status: SIGALRM) { return outcome }
    }
    return .ended(status: SIGALRM)
  }

  private static func attempt(_ body: () -> Void) -> Outcome {
    typealias Fork = @convention(c) () -> pid_t
    guard let symbol = dlsym(nil, "fork") else { return .notStarted }
    let fork = unsafeBitCast(symbol, to: Fork.self)
    let child = fork()
    if child < 0 { return .notStarted }
    if child == 0 {
      for signal in [SIGILL, SIGTRAP, SIGSEGV, SIGABRT, SIGBUS] { resetHandler(of: signal) }
      alarm(20)
      exhaust()
      body()
      _exit(0)
    }
    var status: Int32 = 0
    while waitpid(child, &status, 0) == -1, errno == EINTR {}
    return status == 0 ? .finished : .ended(status: status)
  }

  private static func resetHandler(of number: Int32) { _ = signal(number, SIG_DFL) }

  /// Takes all the memory that the process has or can get.
  private static func exhaust() {
    var limit = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit)
    var size = 1 << 30
    while size > 2048 {
      while malloc(size) != nil {}
      size /= 2
    }
    // Small blocks are kept by their exact sizes. Plain loops, because ranges may allocate.
    while size >= 8 {
      while malloc(size) != nil {}
      size -= 8
    }
  }
}
