import Glibc

/// The environment of the processes that are started to compute: nothing of the caller's but the
/// loader's path, since the runtime may be found by it.
public enum ProgramEnvironment {
  /// No reports of crashes, and what makes computing cheap.
  public static var computing: [String] {
    var environment = tuning.map { "\($0.name)=\($0.value)" } + ["SWIFT_BACKTRACE=enable=no"]
    if let path = getenv("LD_LIBRARY_PATH") {
      environment.append("LD_LIBRARY_PATH=" + String(cString: path))
    }
    return environment
  }

  /// Adds what makes computing cheap to the environment of this process, for the program that takes
  /// it over; what the caller has set stays.
  public static func tune() {
    for (name, value) in tuning { setenv(name, value, 0) }
  }

  /// One thread for matrix products, since a second one of OpenBLAS turns for a tenth of a second
  /// before it sleeps, though it has nothing to do; one area of memory, since each takes address
  /// space, and large pages. All are read before a program's first line.
  private static let tuning: [(name: String, value: String)] = [
    ("OPENBLAS_NUM_THREADS", "1"), ("GLIBC_TUNABLES", tunables),
  ]

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
