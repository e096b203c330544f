import CSeccomp
import Glibc

/// The system calls that reading, computing and answering need; all others end the process.
struct SystemCallFilter {
  let resultDescriptor: Int32

  private static let allowed = [
    // Reading what is open already.
    "read", "pread64", "lseek", "fstat", "newfstatat", "close", "poll",
    // Memory: malloc's arenas use mprotect and madvise.
    "mmap", "munmap", "mremap", "mprotect", "brk", "madvise",
    // Locks and time of the runtime.
    "futex", "sched_yield", "clock_gettime", "clock_nanosleep", "gettimeofday", "getrandom",
    "sched_getaffinity", "getpid", "getppid", "gettid", "sched_getparam", "sched_getscheduler",
    // Signals, so that a trap dies of its own signal.
    "rt_sigreturn", "rt_sigprocmask", "rt_sigaction", "sigaltstack", "tgkill",
    "exit", "exit_group", "getrusage", "prlimit64",
  ]

  /// Libraries look for files that they can do without; they are told no.
  private static let denied = [
    "open", "openat", "openat2", "stat", "lstat", "statx", "access", "faccessat", "faccessat2",
    "readlink", "readlinkat", "getcwd", "uname", "ioctl", "fcntl", "getdents64",
    // OpenBLAS spreads its memory over processors where it may.
    "mbind", "set_mempolicy", "get_mempolicy", "sched_setaffinity", "getcpu",
  ]

  /// Returns false where the kernel or the libraries do not have it.
  func load() -> Bool {
    guard let context = seccomp_init(cseccomp_action_kill()) else { return false }
    defer { seccomp_release(context) }
    for name in Self.allowed {
      guard add(name, cseccomp_action_allow(), to: context) else { return false }
    }
    for name in Self.denied {
      guard add(name, cseccomp_action_error(UInt16(EACCES)), to: context) else { return false }
    }
    for name in ["write", "writev"] {
      guard addWriting(name, to: context) else { return false }
    }
    return seccomp_load(context) == 0
  }

  private func add(_ name: String, _ action: UInt32, to context: scmp_filter_ctx) -> Bool {
    let number = seccomp_syscall_resolve_name(name)
    // A call that this architecture does not have needs no rule.
    guard number >= 0 else { return true }
    return seccomp_rule_add_array(context, action, number, 0, nil) == 0
  }

  /// Writing is allowed to the result only; anywhere else it fails.
  private func addWriting(_ name: String, to context: scmp_filter_ctx) -> Bool {
    let number = seccomp_syscall_resolve_name(name)
    let descriptor = scmp_datum_t(UInt32(bitPattern: resultDescriptor))
    var same = scmp_arg_cmp(arg: 0, op: SCMP_CMP_EQ, datum_a: descriptor, datum_b: 0)
    var other = scmp_arg_cmp(arg: 0, op: SCMP_CMP_NE, datum_a: descriptor, datum_b: 0)
    return seccomp_rule_add_array(context, cseccomp_action_allow(), number, 1, &same) == 0
      && seccomp_rule_add_array(
        context, cseccomp_action_error(UInt16(EACCES)), number, 1, &other) == 0
  }
}
