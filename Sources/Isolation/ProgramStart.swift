import CSeccomp
import Glibc

/// How a program is started: with the descriptors it is given, signals as they are at first, and
/// nothing of the caller's environment.
public struct ProgramStart: Sendable {
  /// Path of the program.
  public var program: String
  /// Its arguments, without its own name.
  public var arguments: [String]
  /// `NAME=value`.
  public var environment: [String]

  /// Where the program finds the first descriptor.
  public static let firstDescriptor: Int32 = 3

  /// A program with its arguments and its environment.
  public init(program: String, arguments: [String] = [], environment: [String] = []) {
    self.program = program
    self.arguments = arguments
    self.environment = environment
  }

  /// Starts the program.
  ///
  /// - Parameters:
  ///   - descriptors: what it finds at `firstDescriptor` and up; they stay the caller's.
  ///   - errors: what its standard error is; nil means `/dev/null`, as its other two streams.
  /// - Throws: `IsolationError.start`.
  public func start(
    descriptors: [Int32], errors: Int32? = nil
  ) throws(IsolationError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for stream in 0...2 as ClosedRange<Int32> {
      posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_RDWR, 0)
    }
    var targets = descriptors.enumerated().map {
      (source: $1, target: Self.firstDescriptor + Int32($0))
    }
    if let errors { targets.append((errors, STDERR_FILENO)) }
    // Above all targets first, since a target may be the number of a later source.
    var moved: [Int32] = []
    defer { for descriptor in moved { close(descriptor) } }
    for (source, target) in targets {
      let copy = fcntl(source, F_DUPFD_CLOEXEC, 64)
      guard copy >= 0 else { throw failure(errno) }
      moved.append(copy)
      posix_spawn_file_actions_adddup2(&actions, copy, target)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    var child: pid_t = 0
    let code = withCStrings([program] + arguments) { arguments in
      withCStrings(environment) { environment in
        posix_spawn(&child, program, &actions, &attributes, arguments, environment)
      }
    }
    guard code == 0 else { throw failure(code) }
    return child
  }

  private func failure(_ code: Int32) -> IsolationError {
    .start(program: program, reason: String(cString: strerror(code)))
  }
}

/// Calls `body` with a null-terminated vector of C strings.
private func withCStrings<Result>(
  _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
  let copies = strings.map { strdup($0) }
  defer { for copy in copies { free(copy) } }
  return body(copies + [nil])
}

/// The descriptors of this process.
package enum DescriptorTable {
  /// Closes a descriptor and all above it.
  package static func close(from first: Int32) { cseccomp_close_from(UInt32(first)) }
}
