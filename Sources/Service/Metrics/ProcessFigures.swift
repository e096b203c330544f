import Glibc

/// What the kernel knows of this process.
struct ProcessFigures {
  let residentBytes: Int?
  let openDescriptors: Int?
  let processorSeconds: Double

  static func read() -> ProcessFigures {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return ProcessFigures(
      residentBytes: residentPages().map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) },
      openDescriptors: descriptors(),
      processorSeconds: Double(time.tv_sec) + Double(time.tv_nsec) / 1e9)
  }

  /// The second number of /proc/self/statm.
  private static func residentPages() -> Int? {
    let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    guard count > 0 else { return nil }
    let words = String(decoding: buffer.prefix(count), as: UTF8.self).split(separator: " ")
    return words.count > 1 ? Int(words[1]) : nil
  }

  /// Entries of /proc/self/fd, without the two dots and the descriptor that reads it.
  private static func descriptors() -> Int? {
    guard let folder = opendir("/proc/self/fd") else { return nil }
    defer { closedir(folder) }
    var count = 0
    while readdir(folder) != nil { count += 1 }
    return max(count - 3, 0)
  }
}
