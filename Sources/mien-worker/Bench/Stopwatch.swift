import CMalloc
import Glibc

/// Durations of one stage, one for each item.
struct Measurement: Encodable {
  /// The stage.
  let name: String
  /// What one item is: a sample, a face, a second of sound.
  let item: String
  /// How many items were measured.
  let count: Int
  /// Processor time of an item in milliseconds: the middle one, and the one that nineteen of twenty
  /// stay below.
  let median: Double
  let percentile95: Double
  /// Items a second, one after the other.
  let perSecond: Double
  /// Multiply-adds of an item times two, over its time; nil where they are not counted.
  let gigaflops: Double?
  /// The same over what the largest matrix product reaches here.
  let shareOfPeak: Double?
  /// What the stage left allocated, in bytes: what it made once, and keeps.
  let heapKept: Int

  /// - Parameters:
  ///   - milliseconds: at least one.
  ///   - multiplyAdds: of one item.
  ///   - peak: what a matrix product reaches, in gigaflops.
  init(
    name: String, item: String, milliseconds: [Double], multiplyAdds: Int? = nil,
    peak: Double? = nil, heapKept: Int
  ) {
    self.name = name
    self.item = item
    self.heapKept = heapKept
    count = milliseconds.count
    let sorted = milliseconds.sorted()
    median = Self.quantile(0.5, of: sorted)
    percentile95 = Self.quantile(0.95, of: sorted)
    perSecond = median > 0 ? 1000 / median : 0
    if let multiplyAdds, median > 0 {
      let gigaflops = 2 * Double(multiplyAdds) / median / 1e6
      self.gigaflops = gigaflops
      shareOfPeak = peak.map { gigaflops / $0 }
    } else {
      gigaflops = nil
      shareOfPeak = nil
    }
  }

  /// The least value that so large a share of the values does not exceed.
  static func quantile(_ share: Double, of sorted: [Double]) -> Double {
    guard !sorted.isEmpty else { return 0 }
    let rank = Int((share * Double(sorted.count)).rounded(.up))
    return sorted[min(max(rank - 1, 0), sorted.count - 1)]
  }
}

/// Processor time, wall time and memory of this process, as the kernel and the allocator count them.
enum Stopwatch {
  /// Milliseconds of processor time that a body takes on this thread.
  static func milliseconds<Result, E: Error>(
    _ durations: inout [Double], _ body: () throws(E) -> Result
  ) throws(E) -> Result {
    let start = nanoseconds(CLOCK_THREAD_CPUTIME_ID)
    let result = try body()
    durations.append(Double(nanoseconds(CLOCK_THREAD_CPUTIME_ID) - start) / 1e6)
    return result
  }

  /// Seconds of wall time since some moment.
  static var wall: Double { Double(nanoseconds(CLOCK_MONOTONIC)) / 1e9 }

  /// Seconds of processor time of all threads.
  static var processor: Double { Double(nanoseconds(CLOCK_PROCESS_CPUTIME_ID)) / 1e9 }

  /// The most memory that was resident, in bytes.
  static var peakResident: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }

  /// Bytes that are allocated.
  static var heap: Int {
    let information = mallinfo2()
    return Int(information.uordblks) + Int(information.hblkhd)
  }

  private static func nanoseconds(_ clock: clockid_t) -> Int {
    var time = timespec()
    clock_gettime(clock, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
