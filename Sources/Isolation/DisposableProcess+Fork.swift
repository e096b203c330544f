import CSeccomp
import Glibc

extension DisposableProcess {
  /// Starts a fork of this process with the descriptors that a program would find.
  func fork(
    inputs: [Int32], result: Int32, _ body: ([String]) -> Void
  ) throws(IsolationError) -> pid_t {
    let child = cseccomp_fork()
    guard child >= 0 else {
      throw .start(program: program, reason: String(cString: strerror(errno)))
    }
    guard child == 0 else { return child }
    let null = open("/dev/null", O_RDWR)
    // Above all targets first, since a target may be the number of a later source.
    let moved = ([result] + inputs).map { fcntl($0, F_DUPFD, 64) }
    guard null >= 0, !moved.contains(where: { $0 < 0 }) else { _exit(126) }
    for stream in 0...2 as ClosedRange<Int32> { dup2(null, stream) }
    for (index, copy) in moved.enumerated() { dup2(copy, Self.resultDescriptor + Int32(index)) }
    cseccomp_close_from(UInt32(Self.resultDescriptor) + UInt32(moved.count))
    body(arguments)
    _exit(125)
  }
}
