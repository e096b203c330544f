import Glibc

/// The environment of the processes that are started to compute: nothing of the caller's but the
/// loader's path, since the runtime may be found by it.
public enum ProgramEnvironment {
  /// One thread for matrix products, no reports of crashes, one area of memory, since each takes
  /// address space, and large pages.
  public static var computing: [String] {
    var environment = [
      "OPENBLAS_NUM_THREADS=1", "SWIFT_BACKTRACE=enable=no", "GLIBC_TUNABLES=\(tunables)",
    ]
    if let path = getenv("LD_LIBRARY_PATH") {
      environment.append("LD_LIBRARY_PATH=" + String(cString: path))
    }
    return environment
  }

  /// A model needs some twenty megabytes as soon as it is loaded, and a fifth of that time went into
  /// the faults of 5,000 small pages. With these, memory below 32 MiB comes from one heap that
  /// grows by 4 MiB, asks for pages of 2 MiB and keeps what was freed for what comes next.
  private static let tunables = [
    "glibc.malloc.arena_max=1",
    "glibc.malloc.hugetlb=1",
    "glibc.malloc.mmap_threshold=\(32 << 20)",
    "glibc.malloc.top_pad=\(4 << 20)",
    "glibc.malloc.trim_threshold=\(64 << 20)",
  ].joined(separator: ":")
}
