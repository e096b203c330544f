import Glibc

/// Why a disposable process has no result.
public enum IsolationError: Error, Sendable, Hashable {
  /// The program cannot be started.
  case start(program: String, reason: String)
  /// A measure of the lock-down failed, and without it no untrusted byte is read.
  case confinement(measure: String, reason: String)
  /// The process was ended by a signal: it crashed, or did what it may not.
  case signal(Int32)
  /// The process ended by itself, with this status, without a result.
  case exit(Int32)
  /// The process took longer than this many seconds and was ended.
  case deadline(seconds: Double)
  /// The result is not what was agreed on.
  case result(found: String, expected: String)
}

extension IsolationError: CustomStringConvertible {
  /// What happened and what to do.
  public var description: String {
    switch self {
    case .start(let program, let reason):
      return "found that \(program) cannot be started (\(reason)), expected a program that reads "
        + "the file apart from this process; install it beside this one"
    case .confinement(let measure, let reason):
      return "found that \(measure) cannot be set (\(reason)), expected to lock the reading "
        + "process down; check the limits of this account or container"
    case .signal(let signal):
      let name =
        switch signal {
        case SIGSYS: "it made a forbidden system call"
        case SIGXCPU: "it used up its processor time"
        case SIGKILL: "it was killed, perhaps for want of memory"
        default: "it crashed or ran out of memory, signal \(signal)"
        }
      return "found that the process reading the file did not survive it (\(name)), expected a "
        + "sound file of bounded size; do not trust it: export it again"
    case .exit(let status):
      return "found that the process reading the file ended with status \(status) and without a "
        + "result, expected one; run it again, and report the file if it does so again"
    case .deadline(let seconds):
      return "found that reading the file takes over \(seconds) s, expected less; do not trust it: "
        + "export it again"
    case .result(let found, let expected):
      return "found \(found) from the process reading the file, expected \(expected); do not "
        + "trust the file: export it again"
    }
  }
}
