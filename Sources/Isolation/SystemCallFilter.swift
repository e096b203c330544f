import CSeccomp
import Glibc

/// The system calls that reading, computing and answering need; all others end the process.
struct SystemCallFilter {
  let profile: ConfinementProfile

  private static let allowed = [
    // Reading what is open already.
    "read", "pread64", "lseek", "fstat", "newfstatat", "close", "poll", "ppoll",
    // Memory: malloc's arenas use madvise. Mapping and protecting stand below.
    "munmap", "mremap", "brk", "madvise",
    // Locks and time of the runtime.
    "futex", "sched_yield", "clock_gettime", "clock_nanosleep", "gettimeofday", "getrandom",
    "sched_getaffinity", "getpid", "getppid", "gettid", "sched_getparam", "sched_getscheduler",
    // Signals, so that a trap dies of its own signal.
    "rt_sigreturn", "rt_sigprocmask", "rt_sigaction", "sigaltstack", "restart_syscall",
    "exit", "exit_group", "getrusage",
  ]

  /// Libraries look for files that they can do without; they are told no.
  private static let denied = [
    "open", "openat", "openat2", "stat", "lstat", "statx", "access", "faccessat", "faccessat2",
    "readlink", "readlinkat", "getcwd", "uname", "ioctl", "getdents64",
    // OpenBLAS spreads its memory over processors where it may.
    "mbind", "set_mempolicy", "get_mempolicy", "sched_setaffinity", "getcpu",
  ]

  /// What threads need beside being started.
  private static let threading = ["set_robust_list", "rseq"]

  /// Returns false where the kernel or the libraries do not have it.
  func load() -> Bool {
    guard let context = seccomp_init(cseccomp_action_kill()) else { return false }
    defer { seccomp_release(context) }
    let rules = Rules(context: context)
    let isComplete =
      Self.allowed.allSatisfy { rules.allow($0) } && Self.denied.allSatisfy { rules.deny($0) }
      && addMemory(rules) && addOneself(rules) && addWriting(rules) && addDescriptors(rules)
      && addThreads(rules)
    return isComplete && seccomp_load(context) == 0
  }

  /// Memory that can be executed is mapped before the doors close.
  private func addMemory(_ rules: Rules) -> Bool {
    let executable = UInt64(PROT_EXEC)
    return ["mmap", "mprotect"].allSatisfy { name in
      rules.allow(name, .bits(2, of: executable, equal: 0))
        && rules.deny(name, .bits(2, of: executable, equal: executable))
    }
  }

  /// Signals go to this process and to no other; limits are read, and only its own.
  private func addOneself(_ rules: Rules) -> Bool {
    rules.allow("tgkill", .equals(0, UInt64(getpid())))
      && rules.allow("prlimit64", .equals(0, 0), .equals(2, 0))
      && rules.deny("prlimit64", .equals(0, 0), .differs(2, 0))
  }

  /// Writing is allowed to a few descriptors only; anywhere else it fails.
  private func addWriting(_ rules: Rules) -> Bool {
    let range = profile.writableDescriptors
    let (first, last) = (UInt64(UInt32(bitPattern: range.lowerBound)), UInt64(range.upperBound))
    return ["write", "writev"].allSatisfy { name in
      range.allSatisfy { rules.allow(name, .equals(0, UInt64($0))) }
        && rules.deny(name, .isLess(0, first)) && rules.deny(name, .isGreater(0, last))
    }
  }

  private func addDescriptors(_ rules: Rules) -> Bool {
    if let socket = profile.messageSocket {
      guard rules.allow("recvmsg", .equals(0, UInt64(socket))) else { return false }
    }
    guard profile.duplicatesDescriptors else { return rules.deny("fcntl") }
    let duplicate = UInt64(cseccomp_duplicate)
    return rules.allow("fcntl", .equals(1, duplicate))
      && rules.deny("fcntl", .differs(1, duplicate))
  }

  /// A thread may be started, a process not: forking ends the process like any forbidden call.
  private func addThreads(_ rules: Rules) -> Bool {
    guard profile.startsThreads else { return true }
    let thread = cseccomp_clone_thread
    // A filter cannot see into clone3's arguments; glibc takes clone where there is no clone3.
    return rules.allow("clone", .bits(0, of: thread, equal: thread))
      && rules.refuse("clone3", errno: ENOSYS)
      && rules.allow("prctl", .equals(0, UInt64(cseccomp_set_name)))
      && rules.deny("prctl", .differs(0, UInt64(cseccomp_set_name)))
      && Self.threading.allSatisfy { rules.allow($0) }
  }
}

/// A filter that is being made.
private struct Rules {
  let context: scmp_filter_ctx

  /// Adds a call that is allowed when all conditions hold.
  func allow(_ name: String, _ conditions: scmp_arg_cmp...) -> Bool {
    add(name, cseccomp_action_allow(), conditions)
  }

  /// Adds a call that fails with EACCES when all conditions hold.
  func deny(_ name: String, _ conditions: scmp_arg_cmp...) -> Bool {
    add(name, cseccomp_action_error(UInt16(EACCES)), conditions)
  }

  /// Adds a call that fails.
  func refuse(_ name: String, errno: Int32) -> Bool {
    add(name, cseccomp_action_error(UInt16(errno)), [])
  }

  private func add(_ name: String, _ action: UInt32, _ conditions: [scmp_arg_cmp]) -> Bool {
    let number = seccomp_syscall_resolve_name(name)
    // A call that this architecture does not have needs no rule.
    guard number >= 0 else { return true }
    return seccomp_rule_add_array(context, action, number, UInt32(conditions.count), conditions)
      == 0
  }
}

/// Conditions on the arguments of a call, which are numbered from 0.
extension scmp_arg_cmp {
  fileprivate static func equals(_ argument: UInt32, _ value: UInt64) -> scmp_arg_cmp {
    scmp_arg_cmp(arg: argument, op: SCMP_CMP_EQ, datum_a: value, datum_b: 0)
  }

  fileprivate static func differs(_ argument: UInt32, _ value: UInt64) -> scmp_arg_cmp {
    scmp_arg_cmp(arg: argument, op: SCMP_CMP_NE, datum_a: value, datum_b: 0)
  }

  fileprivate static func isLess(_ argument: UInt32, _ value: UInt64) -> scmp_arg_cmp {
    scmp_arg_cmp(arg: argument, op: SCMP_CMP_LT, datum_a: value, datum_b: 0)
  }

  fileprivate static func isGreater(_ argument: UInt32, _ value: UInt64) -> scmp_arg_cmp {
    scmp_arg_cmp(arg: argument, op: SCMP_CMP_GT, datum_a: value, datum_b: 0)
  }

  fileprivate static func bits(
    _ argument: UInt32, of mask: UInt64, equal value: UInt64
  ) -> scmp_arg_cmp {
    scmp_arg_cmp(arg: argument, op: SCMP_CMP_MASKED_EQ, datum_a: mask, datum_b: value)
  }
}
