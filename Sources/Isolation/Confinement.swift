import CSeccomp
import Glibc

/// What a process that reads untrusted bytes is left with: memory, its open descriptors, a bounded
/// time, and nothing else (specs/service.md §4, specs/keras-h5.md §3.3).
public struct Confinement: Sendable, Equatable {
  /// Bytes of address space, what the process has already included: also what is reserved and never
  /// touched, such as the buffers of matrix products and most of the libraries.
  public var addressSpace: Int
  /// Seconds of processor time.
  public var processorSeconds: Int
  /// What it does.
  public var profile: ConfinementProfile

  /// The bounds of a process of this profile.
  public init(addressSpace: Int, processorSeconds: Int, profile: ConfinementProfile) {
    self.addressSpace = addressSpace
    self.processorSeconds = processorSeconds
    self.profile = profile
  }

  /// The bounds of a process that reads a file, computes and answers.
  public init(addressSpace: Int, processorSeconds: Int, resultDescriptor: Int32) {
    self.init(
      addressSpace: addressSpace, processorSeconds: processorSeconds,
      profile: .readingFile(result: resultDescriptor))
  }

  /// The measures that the kernel may not have; resource limits always hold.
  public struct Measures: OptionSet, Sendable, Hashable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// System calls other than the listed ones end the process.
    public static let systemCallFilter = Measures(rawValue: 1 << 0)
    /// No access to the file system.
    public static let landlock = Measures(rawValue: 1 << 1)
  }

  /// Locks this process down, for good. To be called on its only thread, after everything that
  /// opens files is done: threads that were there before would stay free.
  ///
  /// - Throws: `IsolationError.confinement` when a resource limit cannot be set.
  /// - Returns: What is in force beside the resource limits.
  public func apply() throws(IsolationError) -> Measures {
    // Libraries read /etc/localtime when they first need it, which would be too late.
    tzset()
    try limitResources()
    guard cseccomp_no_new_privileges() == 0 else {
      throw .confinement(measure: "no_new_privs", reason: String(cString: strerror(errno)))
    }
    cseccomp_parent_death_signal(SIGKILL)
    var measures: Measures = []
    if cseccomp_landlock_deny_all() == 0 { measures.insert(.landlock) }
    if SystemCallFilter(profile: profile).load() { measures.insert(.systemCallFilter) }
    return measures
  }

  /// Copies are made of a video's descriptor: for each of four segments, and for the sound. No file
  /// can be opened, however many there may be.
  private var openFiles: Int { profile.duplicatesDescriptors ? 16 : 8 }

  private func limitResources() throws(IsolationError) {
    var limits: [(name: String, resource: Int32, value: Int)] = [
      ("RLIMIT_AS", Int32(RLIMIT_AS.rawValue), addressSpace),
      ("RLIMIT_CPU", Int32(RLIMIT_CPU.rawValue), processorSeconds),
      ("RLIMIT_NOFILE", Int32(RLIMIT_NOFILE.rawValue), openFiles),
      ("RLIMIT_FSIZE", Int32(RLIMIT_FSIZE.rawValue), 0),
      ("RLIMIT_CORE", Int32(RLIMIT_CORE.rawValue), 0),
    ]
    // It counts threads too, those of all processes of this user; there the filter alone forbids
    // processes.
    if !profile.startsThreads { limits.append(("RLIMIT_NPROC", cseccomp_limit_processes, 0)) }
    for (name, resource, value) in limits {
      guard cseccomp_limit(resource, UInt64(max(0, value))) == 0 else {
        throw .confinement(measure: name, reason: String(cString: strerror(errno)))
      }
    }
  }
}
