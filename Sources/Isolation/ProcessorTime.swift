import CSeccomp
import Glibc

/// The processor time of another process.
package enum ProcessorTime {
  /// Lets a process use so many seconds more than it has used; it is ended by SIGXCPU then. Its hard
  /// limit stays.
  ///
  /// - Returns: false when the process is gone.
  package static func allow(_ seconds: Int, for process: pid_t) -> Bool {
    guard let used = used(by: process) else { return false }
    let limit = UInt64(max(0, seconds)) + UInt64(used.rounded(.up))
    return cseccomp_soft_limit(process, Int32(RLIMIT_CPU.rawValue), limit) == 0
  }

  /// Seconds that a process has used; nil when it is gone.
  package static func used(by process: pid_t) -> Double? {
    var clock = clockid_t()
    var time = timespec()
    guard clock_getcpuclockid(process, &clock) == 0, clock_gettime(clock, &time) == 0 else {
      return nil
    }
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
